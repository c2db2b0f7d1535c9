package io.upstack.stages.metrics;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;

/** The part of the program that compares features by a kernel. */
final class KernelMethods {
  private KernelMethods() {}

  static void addTo(ProgramBuilder program) {
    kernel(program.method("kernel"));
    meanOfOthers(program.method("mean_of_others"));
    kernelDistance(program.method(MetricMethods.KERNEL_DISTANCE));
    kernelSums(program.method(MetricMethods.KERNEL_SUMS));
    kernelSumsWithin(program.method(MetricMethods.KERNEL_SUMS_WITHIN));
  }

  /** Computes (u v' / D + 1)³ [n, m] from u [n, D] and v [m, D] in fp64. */
  private static void kernel(MethodBuilder method) {
    Value u = method.parameter("u");
    Value v = method.parameter("v");
    Value products = method.evaluate("torch.matmul(%s, torch.t(%s))", u, v);
    Value scaled = method.evaluate("torch.div_(%s, torch.size(%s, 1))", products, u);
    method.returns(method.evaluate("torch.pow_(torch.add_(%s, 1), 3)", scaled));
  }

  /** Computes the mean of the kernel over pairs of different rows of u [n, D]. */
  private static void meanOfOthers(MethodBuilder method) {
    Value u = method.parameter("u");
    Value kernel = method.call("kernel", u, u);
    Value others = method.evaluate("torch.sum(torch.fill_diagonal_(%s, 0))", kernel);
    method.returns(
        method.evaluate(
            "torch.div(torch.div(%s, torch.size(%s, 0)), torch.sub(torch.size(%s, 0), 1))",
            others, u, u));
  }

  /** Computes the unbiased estimate of MMD² from samples [n, D] and reference [m, D] in fp32. */
  private static void kernelDistance(MethodBuilder method) {
    Value samples = MetricMethods.toFloat64(method, method.parameter("samples"));
    Value reference = MetricMethods.toFloat64(method, method.parameter("reference"));
    Value amongSamples = method.call("mean_of_others", samples);
    Value amongReference = method.call("mean_of_others", reference);
    Value between = method.evaluate("torch.mean(%s)", method.call("kernel", samples, reference));
    method.returns(
        method.evaluate(
            "torch.sub(torch.add(%s, %s), torch.mul(%s, 2))",
            amongSamples, amongReference, between));
  }

  /** Computes the sums [n] of the kernel between each of n rows and all m columns. */
  private static void kernelSums(MethodBuilder method) {
    Value rows = MetricMethods.toFloat64(method, method.parameter("rows"));
    Value columns = MetricMethods.toFloat64(method, method.parameter("columns"));
    method.returns(method.evaluate("torch.sum(%s, [1])", method.call("kernel", rows, columns)));
  }

  /**
   * Computes the sums [n] of the kernel between each of n rows and those of m columns that have the
   * same label, then the sums over columns of other labels. Rows and columns with the same index
   * are no pair. Indices and labels are int64 [n] and [m].
   */
  private static void kernelSumsWithin(MethodBuilder method) {
    Value rows = MetricMethods.toFloat64(method, method.parameter("rows"));
    Value columns = MetricMethods.toFloat64(method, method.parameter("columns"));
    Value rowIndices = method.parameter("row_indices");
    Value columnIndices = method.parameter("column_indices");
    Value rowLabels = method.parameter("row_labels");
    Value columnLabels = method.parameter("column_labels");
    Value arePairs =
        method.evaluate(
            "torch.ne(torch.unsqueeze(%s, 1), torch.unsqueeze(%s, 0))", rowIndices, columnIndices);
    Value areSame =
        method.evaluate(
            "torch.eq(torch.unsqueeze(%s, 1), torch.unsqueeze(%s, 0))", rowLabels, columnLabels);
    Value kernel =
        method.evaluate("torch.mul_(%s, %s)", method.call("kernel", rows, columns), arePairs);
    Value own = method.evaluate("torch.mul(%s, %s)", kernel, areSame);
    Value others = method.evaluate("torch.sub(%s, %s)", kernel, own);
    method.returns(
        method.evaluate("torch.sum(%s, [1])", own), method.evaluate("torch.sum(%s, [1])", others));
  }
}
