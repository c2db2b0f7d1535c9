package io.upstack.runners.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.diffusion.StepTimes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.junit.jupiter.api.Test;

final class TaskHistogramTest {
  private static final String NAME = "base.stepMicroseconds";

  private final Histogram metric = new DescriptiveStatisticsHistogram(TaskHistogram.REMEMBERED);
  private final Map<String, Accumulator<?, ?>> accumulators = new HashMap<>();
  private final TaskHistogram histogram = new TaskHistogram(metric, accumulators, NAME);

  @Test
  void everyStepIsCounted() {
    histogram.add(steps(3, 20, 1, 90));
    histogram.add(steps(2, 20, 5, 30));

    assertThat(accumulators.get(NAME).getLocalValue()).hasToString("{20000=5, 30000=5, 90000=1}");
    assertThat(metric.getCount()).isEqualTo(11);
    assertThat(metric.getStatistics().getQuantile(0.5)).isEqualTo(30_000);
    assertThat(metric.getStatistics().getMax()).isEqualTo(90_000);
  }

  @Test
  void whatAnotherThreadMayReadStaysAsItIs() {
    histogram.add(steps(3, 20, 0, 0));
    Accumulator<?, ?> before = accumulators.get(NAME);

    histogram.add(steps(3, 20, 0, 0));

    assertThat(before.getLocalValue()).hasToString("{20000=3}");
    assertThat(accumulators.get(NAME).getLocalValue()).hasToString("{20000=6}");
  }

  @Test
  void aStageWithoutStepsHasNoDistribution() {
    histogram.add(StepTimes.NONE);

    assertThat(accumulators).isEmpty();
    assertThat(metric.getCount()).isZero();
  }

  /** One in four steps is long, also among the thousand of the last shard that are remembered. */
  @Test
  void theMetricRemembersShortStepsAsWellAsLongOnes() {
    histogram.add(steps(3000, 20, 1000, 80));

    assertThat(metric.getCount()).isEqualTo(4000);
    assertThat(metric.getStatistics().size()).isEqualTo(1000);
    assertThat(metric.getStatistics().getMean()).isBetween(33_000.0, 37_000.0);
  }

  @Test
  void aThreadOfNobodysHasNoTask() {
    assertThat(CurrentTask.find()).isEmpty();
  }

  private static StepTimes steps(int some, long milliseconds, int others, long otherMilliseconds) {
    long[] nanos = new long[some + others];
    Arrays.fill(nanos, 0, some, milliseconds * 1_000_000);
    Arrays.fill(nanos, some, nanos.length, otherMilliseconds * 1_000_000);
    return StepTimes.ofNanos(nanos);
  }
}
