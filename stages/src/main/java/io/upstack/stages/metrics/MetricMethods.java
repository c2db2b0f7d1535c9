package io.upstack.stages.metrics;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.List;

/** Writes the program of the metrics, a method for each thing computed on the device. */
final class MetricMethods {
  static final String SET_TO_MEAN = "set_to_mean";
  static final String ADD_MOMENTS = "add_moments";
  static final String COVARIANCE = "covariance";
  static final String CHOLESKY_FACTOR = "cholesky_factor";
  static final String EIGEN_FACTOR = "eigen_factor";
  static final String NUCLEAR_NORM = "nuclear_norm";
  static final String CLASS_SUMS = "class_sums";

  private static final int FLOAT32 = 6;
  private static final int FLOAT64 = 7;
  private static final String DOUBLE_EPSILON = "2.220446049250313e-16";

  private MetricMethods() {}

  static ProgramBuilder program() {
    ProgramBuilder program = new ProgramBuilder("Metrics");
    setToMean(program.method(SET_TO_MEAN));
    addMoments(program.method(ADD_MOMENTS));
    covariance(program.method(COVARIANCE));
    choleskyFactor(program.method(CHOLESKY_FACTOR));
    eigenFactor(program.method(EIGEN_FACTOR));
    nuclearNorm(program.method(NUCLEAR_NORM));
    classSums(program.method(CLASS_SUMS));
    return program;
  }

  /** The mean [D] in fp64 becomes that of rows [n, D] in fp32. */
  private static void setToMean(MethodBuilder method) {
    Value rows = toFloat64(method, method.parameter("rows"));
    Value mean = method.parameter("mean");
    method.returns(method.evaluate("torch.copy_(%s, torch.mean(%s, [0]))", mean, rows));
  }

  /** Adds rows [n, D], less the shift [D], to their sum [D] and their Gram matrix [D, D]. */
  private static void addMoments(MethodBuilder method) {
    Value rows = toFloat64(method, method.parameter("rows"));
    Value shift = method.parameter("shift");
    Value sum = method.parameter("sum");
    Value gram = method.parameter("gram");
    Value centred = method.evaluate("torch.sub(%s, %s)", rows, shift);
    method.evaluate("torch.addmm_(%s, torch.t(%s), %s)", gram, centred, centred);
    method.returns(method.evaluate("torch.add_(%s, torch.sum(%s, [0]))", sum, centred));
  }

  /** (gram - sum sum' / count) / (count - 1), made exactly symmetric. */
  private static void covariance(MethodBuilder method) {
    Value sum = method.parameter("sum");
    Value gram = method.parameter("gram");
    Value count = method.parameter("count");
    Value correction = method.evaluate("torch.div(torch.outer(%s, %s), %s)", sum, sum, count);
    Value scatter = method.evaluate("torch.sub(%s, %s)", gram, correction);
    Value doubled = method.evaluate("torch.add(%s, torch.t(%s))", scatter, scatter);
    method.returns(
        method.evaluate("torch.div(%s, torch.mul(torch.sub(%s, 1), 2))", doubled, count));
  }

  /** L of S = L L', its diagonal, and 0 if there is one. */
  private static void choleskyFactor(MethodBuilder method) {
    Value matrix = method.parameter("matrix");
    List<Value> results = method.evaluateTuple(2, "torch.linalg_cholesky_ex(%s)", matrix);
    Value diagonal = method.evaluate("torch.diag(%s)", results.get(0));
    method.returns(results.get(0), diagonal, toFloat64(method, results.get(1)));
  }

  /** [D, r] factor F of S = F F' of rank r: eigenvalues that are zero but for rounding left out. */
  private static void eigenFactor(MethodBuilder method) {
    Value matrix = method.parameter("matrix");
    List<Value> eigen = method.evaluateTuple(2, "torch.linalg_eigh(%s)", matrix);
    Value values = eigen.get(0);
    Value rounding =
        method.evaluate(
            "torch.mul(torch.mul(torch.max(torch.abs(%s)), torch.size(%s, 0)), %s)",
            values, matrix, DOUBLE_EPSILON);
    Value kept =
        method.evaluate("torch.squeeze(torch.nonzero(torch.gt(%s, %s)), 1)", values, rounding);
    Value roots = method.evaluate("torch.sqrt(torch.index_select(%s, 0, %s))", values, kept);
    method.returns(
        method.evaluate("torch.mul(torch.index_select(%s, 1, %s), %s)", eigen.get(1), kept, roots));
  }

  /** Sum of the singular values of A' B. */
  private static void nuclearNorm(MethodBuilder method) {
    Value left = method.parameter("left");
    Value right = method.parameter("right");
    Value product = method.evaluate("torch.matmul(torch.t(%s), %s)", left, right);
    method.returns(method.evaluate("torch.sum(torch.linalg_svdvals(%s))", product));
  }

  /** logits [n, K] → over the rows, the sums of p [K] and of p log p, p in fp32, sums in fp64. */
  private static void classSums(MethodBuilder method) {
    Value logits = method.parameter("logits");
    Value probabilities =
        toFloat64(method, method.evaluate("torch.softmax(%s, 1, %d)", logits, FLOAT32));
    Value logarithms = method.evaluate("torch.xlogy(%s, %s)", probabilities, probabilities);
    method.returns(
        method.evaluate("torch.sum(%s, [0])", probabilities),
        method.evaluate("torch.sum(%s)", logarithms));
  }

  static Value toFloat64(MethodBuilder method, Value value) {
    return method.evaluate("torch.to(%s, %d)", value, FLOAT64);
  }
}
