package io.upstack.runners.meters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class TaskHistogramTest {
  @Test
  void timesAreRoundedToTwoDigits() {
    assertThat(TaskHistogram.rounded(0)).isZero();
    assertThat(TaskHistogram.rounded(99)).isEqualTo(99);
    assertThat(TaskHistogram.rounded(104)).isEqualTo(100);
    assertThat(TaskHistogram.rounded(105)).isEqualTo(110);
    assertThat(TaskHistogram.rounded(999)).isEqualTo(1000);
    assertThat(TaskHistogram.rounded(123_456)).isEqualTo(120_000);
    assertThat(TaskHistogram.rounded(Long.MAX_VALUE)).isEqualTo(2_100_000_000);
  }

  @Test
  void aThreadOfNobodysHasNoTask() {
    assertThat(CurrentTask.find()).isEmpty();
  }
}
