package io.upstack.stages.metrics;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.List;

/** Writes the program of the metrics, a method for each thing computed on the device. */
final class MetricMethods {
  static final String SET_TO_MEAN = "set_to_mean";
  static final String CENTRE = "centre";
  static final String ADD_PRODUCTS = "add_products";
  static final String CHOLESKY_FACTOR = "cholesky_factor";
  static final String EIGEN_FACTOR = "eigen_factor";
  static final String EIGENVALUES = "eigenvalues";
  static final String PRODUCT_EIGENVALUES = "product_eigenvalues";
  static final String CLASS_SUMS = "class_sums";
  static final String LEFT_OUT = "left_out";
  static final String KERNEL_DISTANCE = "kernel_distance";

  private static final int FLOAT32 = 6;
  private static final int FLOAT64 = 7;
  private static final String DOUBLE_EPSILON = "2.220446049250313e-16";

  private MetricMethods() {}

  static ProgramBuilder program() {
    ProgramBuilder program = new ProgramBuilder("Metrics");
    setToMean(program.method(SET_TO_MEAN));
    centre(program.method(CENTRE));
    addProducts(program.method(ADD_PRODUCTS));
    choleskyFactor(program.method(CHOLESKY_FACTOR));
    eigenFactor(program.method(EIGEN_FACTOR));
    eigenvalues(program.method(EIGENVALUES));
    productEigenvalues(program.method(PRODUCT_EIGENVALUES));
    classSums(program.method(CLASS_SUMS));
    leftOut(program.method(LEFT_OUT));
    KernelMethods.addTo(program);
    return program;
  }

  /** The mean [D] in fp64 becomes that of rows [n, D] in fp32. */
  private static void setToMean(MethodBuilder method) {
    Value rows = toFloat64(method, method.parameter("rows"));
    Value mean = method.parameter("mean");
    method.returns(method.evaluate("torch.copy_(%s, torch.mean(%s, [0]))", mean, rows));
  }

  /** Rows [n, D] in fp32, less the shift [D], in fp64; adds them to their sum [D]. */
  private static void centre(MethodBuilder method) {
    Value rows = toFloat64(method, method.parameter("rows"));
    Value shift = method.parameter("shift");
    Value sum = method.parameter("sum");
    Value centred = method.evaluate("torch.sub_(%s, %s)", rows, shift);
    method.evaluate("torch.add_(%s, torch.sum(%s, [0]))", sum, centred);
    method.returns(centred);
  }

  /**
   * Adds to a panel [w, r] of the Gram matrix of rows [n, D]: its w rows, from their diagonal on,
   * are the first of the last r of the matrix.
   */
  private static void addProducts(MethodBuilder method) {
    Value rows = method.parameter("rows");
    Value panel = method.parameter("panel");
    Value right =
        method.evaluate(
            "torch.slice(%s, 1, torch.sub(torch.size(%s, 1), torch.size(%s, 1)))",
            rows, rows, panel);
    Value left = method.evaluate("torch.slice(%s, 1, 0, torch.size(%s, 0))", right, panel);
    method.returns(method.evaluate("torch.addmm_(%s, torch.t(%s), %s)", panel, left, right));
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

  /** Of a symmetric matrix, ascending. */
  private static void eigenvalues(MethodBuilder method) {
    Value matrix = method.parameter("matrix");
    method.returns(method.evaluate("torch.linalg_eigvalsh(%s)", matrix));
  }

  /** Those of R' S R, which are those of S R R' that are not zero, ascending. */
  private static void productEigenvalues(MethodBuilder method) {
    Value matrix = method.parameter("matrix");
    Value root = method.parameter("root");
    Value right = method.evaluate("torch.matmul(%s, %s)", matrix, root);
    Value product = method.evaluate("torch.matmul(torch.t(%s), %s)", root, right);
    method.returns(method.evaluate("torch.linalg_eigvalsh(%s)", product));
  }

  /**
   * logits [n, K] → over the rows, the sums of p [K] and of p log p; p [n, K] and the sums of p log
   * p of each row [n]; p in fp32, sums in fp64.
   */
  private static void classSums(MethodBuilder method) {
    Value logits = method.parameter("logits");
    Value rounded = method.evaluate("torch.softmax(%s, 1, %d)", logits, FLOAT32);
    Value probabilities = toFloat64(method, rounded);
    Value logarithms = method.evaluate("torch.xlogy(%s, %s)", probabilities, probabilities);
    method.returns(
        method.evaluate("torch.sum(%s, [0])", probabilities),
        method.evaluate("torch.sum(%s)", logarithms),
        rounded,
        method.evaluate("torch.sum(%s, [1])", logarithms));
  }

  /**
   * p [n, K], their sums over the whole split without one, Σ p / (N - 1) [K], N - 1 → Σ q log q [n]
   * of the mean q of the whole split without each row.
   */
  private static void leftOut(MethodBuilder method) {
    Value probabilities = toFloat64(method, method.parameter("probabilities"));
    Value sums = method.parameter("sums");
    Value others = method.parameter("others");
    // Rounding leaves a class that one sample alone has below 0.
    Value marginals =
        method.evaluate(
            "torch.clamp_min(torch.sub(%s, torch.div(%s, %s)), 0)", sums, probabilities, others);
    method.returns(method.evaluate("torch.sum(torch.xlogy(%s, %s), [1])", marginals, marginals));
  }

  static Value toFloat64(MethodBuilder method, Value value) {
    return method.evaluate("torch.to(%s, %d)", value, FLOAT64);
  }
}
