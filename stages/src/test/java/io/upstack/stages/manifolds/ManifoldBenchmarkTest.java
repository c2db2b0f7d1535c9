package io.upstack.stages.manifolds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ManifoldBenchmarkTest {
  @Test
  void timesEveryPart() throws Exception {
    ManifoldBenchmark.Result result = new ManifoldBenchmark(600, 300, 16, 2).run();

    assertThat(result.products().cpuSeconds()).isPositive();
    assertThat(result.neighbours().cpuSeconds()).isPositive();
    assertThat(result.comparison().cpuSeconds()).isPositive();
    assertThat(result.metrics().precision().orElseThrow()).isBetween(0.5, 1.0);
  }

  /** The parts that grow slower than the products weigh more at 12,000 and 4000 than at 50,000. */
  @Test
  @Tag("slow")
  void takesAtMostAThirdMoreThanTheProductsAlone() throws Exception {
    ManifoldBenchmark benchmark = new ManifoldBenchmark(12_000, 4000, 2048, 2);

    assertThat(benchmark.run().ratio()).isLessThan(1.3);
  }
}
