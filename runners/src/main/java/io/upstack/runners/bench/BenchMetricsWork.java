package io.upstack.runners.bench;

import ai.djl.Device;
import io.upstack.runners.commands.BenchMetricsRequest;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.Work;
import io.upstack.stages.inception.FormulaParameters;
import io.upstack.stages.inception.InceptionBenchmark;
import io.upstack.stages.manifolds.ManifoldBenchmark;
import io.upstack.stages.metrics.GaussianBenchmark;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.programs.TorchEngine;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * {@code upstack bench-metrics}: measures the processor seconds of the metrics and of their bare
 * matrix products. Each operator uses one thread, so the two are comparable even on a busy machine.
 */
public final class BenchMetricsWork implements Work<BenchMetricsRequest> {
  private static final int BATCH = 16;
  private static final int ROUNDS = 3;

  @Override
  public ExitStatus perform(BenchMetricsRequest request, PrintWriter output) throws Exception {
    TorchEngine.useThreads(1);
    int threads = Runtime.getRuntime().availableProcessors();
    output.printf(
        "%d samples, %d reference images, %d features and %d spatial ones; %d threads%n%n",
        request.samples(), request.references(), request.width(), request.spatialWidth(), threads);
    output.printf("%-34s %10s %10s %8s%n", "", "CPU s", "products", "ratio");
    gaussians(request, output);
    manifolds(request, threads, output);
    inception(output);
    return ExitStatus.DONE;
  }

  private static void gaussians(BenchMetricsRequest request, PrintWriter output)
      throws IOException {
    try (MetricProgram program = MetricProgram.open(Device.cpu())) {
      GaussianBenchmark benchmark = new GaussianBenchmark(program);
      GaussianBenchmark.StatisticsTimes pool =
          benchmark.statistics(request.samples(), request.width());
      GaussianBenchmark.StatisticsTimes spatial =
          benchmark.statistics(request.samples(), request.spatialWidth());
      line(
          output,
          "statistics, pool and spatial",
          pool.statistics().cpuSeconds() + spatial.statistics().cpuSeconds(),
          pool.products().cpuSeconds() + spatial.products().cpuSeconds());
      GaussianBenchmark.DistanceTimes distance = benchmark.distance(request.width());
      output.printf(
          "%-34s %10.2f%n", "Frechet distance, root kept", distance.distance().cpuSeconds());
      output.printf("%-34s %10.2f%n", "root of the reference", distance.root().cpuSeconds());
      output.flush();
    }
  }

  private static void manifolds(BenchMetricsRequest request, int threads, PrintWriter output)
      throws IOException, InterruptedException {
    ManifoldBenchmark.Result result =
        new ManifoldBenchmark(request.samples(), request.references(), request.width(), threads)
            .run();
    line(
        output,
        "precision, recall, density, ...",
        result.neighbours().cpuSeconds() + result.comparison().cpuSeconds(),
        result.products().cpuSeconds());
    output.printf(
        "  by the clock: %.1f s, products %.1f s%n",
        result.neighbours().wallSeconds() + result.comparison().wallSeconds(),
        result.products().wallSeconds());
    output.flush();
  }

  private static void line(PrintWriter output, String name, double seconds, double products) {
    output.printf("%-34s %10.2f %10.2f %8.2f%n", name, seconds, products, seconds / products);
    output.flush();
  }

  private static void inception(PrintWriter output) throws IOException {
    InceptionBenchmark inception = InceptionBenchmark.run(FormulaParameters::new, BATCH, ROUNDS);
    output.printf(
        "%nInception, batches of %d, one thread: %.1f images/s; batch normalisation unfolded: %.1f"
            + " images/s; ratio %.2f%n",
        inception.batchSize(),
        inception.imagesPerSecond(),
        inception.literalImagesPerSecond(),
        inception.ratio());
    output.flush();
  }
}
