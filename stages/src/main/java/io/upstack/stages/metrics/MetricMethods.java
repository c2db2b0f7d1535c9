package io.upstack.stages.metrics;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.List;

/** Writes the program of the metrics, with a method for each computation on the device. */
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
  static final String KERNEL_SUMS = "kernel_sums";
  static final String KERNEL_SUMS_WITHIN = "kernel_sums_within";

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

  /** Sets the mean [D] in fp64 to that of rows [n, D] in fp32. */
  private static void setToMean(MethodBuilder method) {
    Value rows = toFloat64(method, method.parameter("rows"));
    Value mean = method.parameter("mean");
    method.returns(method.evaluate("torch.copy_(%s, torch.mean(%s, [0]))", mean, rows));
  }

  /**
   * Subtracts the shift [D] from fp32 rows [n, D], computing in fp64, and adds the results to their
   * sum [D].
   */
  private static void centre(MethodBuilder method) {
    Value rows = toFloat64(method, method.parameter("rows"));
    Value shift = method.parameter("shift");
    Value sum = method.parameter("sum");
    Value centred = method.evaluate("torch.sub_(%s, %s)", rows, shift);
    method.evaluate("torch.add_(%s, torch.sum(%s, [0]))", sum, centred);
    method.returns(centred);
  }

  /**
   * Adds the products of rows [n, D] to a panel [w, r] of their Gram matrix. The panel holds w rows
   * from their diagonal on: they are the first w of the last r rows of the matrix.
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

  /** Returns L of S = L L', its diagonal, and a number that is 0 if S has such a factor. */
  private static void choleskyFactor(MethodBuilder method) {
    Value matrix = method.parameter("matrix");
    List<Value> results = method.evaluateTuple(2, "torch.linalg_cholesky_ex(%s)", matrix);
    Value diagonal = method.evaluate("torch.diag(%s)", results.get(0));
    method.returns(results.get(0), diagonal, toFloat64(method, results.get(1)));
  }

  /**
   * Returns the factor F [D, r] of S = F F' of rank r, without the eigenvalues that are zero except
   * for rounding.
   */
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

  /** Returns the eigenvalues of a symmetric matrix in ascending order. */
  private static void eigenvalues(MethodBuilder method) {
    Value matrix = method.parameter("matrix");
    method.returns(method.evaluate("torch.linalg_eigvalsh(%s)", matrix));
  }

  /**
   * Returns the eigenvalues of R' S R, which are the nonzero ones of S R R', in ascending order.
   */
  private static void productEigenvalues(MethodBuilder method) {
    Value matrix = method.parameter("matrix");
    Value root = method.parameter("root");
    Value right = method.evaluate("torch.matmul(%s, %s)", matrix, root);
    Value product = method.evaluate("torch.matmul(torch.t(%s), %s)", root, right);
    method.returns(method.evaluate("torch.linalg_eigvalsh(%s)", product));
  }

  /**
   * Takes logits [n, K]. Returns the sums of p [K] and of p log p over the rows, then p [n, K] and
   * the sums of p log p of each row [n]. p is fp32, and sums are fp64.
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
   * Takes p [n, K], the sums over the whole split Σ p / (N - 1) [K], and N - 1. Returns Σ q log q
   * [n], where q is the mean of the whole split without the respective row.
   */
  private static void leftOut(MethodBuilder method) {
    Value probabilities = toFloat64(method, method.parameter("probabilities"));
    Value sums = method.parameter("sums");
    Value others = method.parameter("others");
    // Rounding can leave a class that only one sample has below 0.
    Value marginals =
        method.evaluate(
            "torch.clamp_min(torch.sub(%s, torch.div(%s, %s)), 0)", sums, probabilities, others);
    method.returns(method.evaluate("torch.sum(torch.xlogy(%s, %s), [1])", marginals, marginals));
  }

  static Value toFloat64(MethodBuilder method, Value value) {
    return method.evaluate("torch.to(%s, %d)", value, FLOAT64);
  }
}
