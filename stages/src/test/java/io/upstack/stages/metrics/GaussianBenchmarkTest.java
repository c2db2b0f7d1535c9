package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.upstack.stages.metrics.GaussianBenchmark.DistanceTimes;
import io.upstack.stages.metrics.GaussianBenchmark.StatisticsTimes;
import io.upstack.stages.programs.TorchEngine;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GaussianBenchmarkTest {
  private static MetricProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = MetricProgram.open(Device.cpu());
    TorchEngine.useThreads(1);
  }

  @AfterAll
  static void close() {
    TorchEngine.useThreads(Runtime.getRuntime().availableProcessors());
    program.close();
  }

  @Test
  void timesWhatItSays() {
    GaussianBenchmark benchmark = new GaussianBenchmark(program);
    StatisticsTimes statistics = benchmark.statistics(3000, 64);
    DistanceTimes distance = benchmark.distance(64);

    assertThat(statistics.products().wallSeconds()).isPositive();
    assertThat(statistics.statistics().cpuSeconds()).isPositive();
    assertThat(distance.root().cpuSeconds()).isPositive();
    assertThat(distance.distance().wallSeconds()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {2048, 2023})
  @Tag("slow")
  void statisticsTakeAtMostOneAndAHalfTimesTheirProducts(int width) {
    StatisticsTimes times = new GaussianBenchmark(program).statistics(50_000, width);

    assertThat(times.statistics().cpuSeconds()).isLessThan(1.5 * times.products().cpuSeconds());
  }

  /** Two seconds where the products of 10,000 rows take 1.4, on slower machines as many more. */
  @Test
  @Tag("slow")
  void distanceTakesLittleMoreThanTheProductsOfTenThousandRows() {
    GaussianBenchmark benchmark = new GaussianBenchmark(program);
    DistanceTimes times = benchmark.distance(2048);
    StatisticsTimes statistics = benchmark.statistics(10_000, 2048);

    assertThat(times.distance().cpuSeconds()).isLessThan(1.4 * statistics.products().cpuSeconds());
  }
}
