package io.upstack.stages.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Iterables;
import com.google.common.collect.Lists;
import com.google.common.primitives.Longs;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class StepTimesTest {
  private static final long HALF_AN_HOUR = 1_800_000_000_000L;

  @Test
  void timesAreRoundedToTwoDigits() {
    assertThat(StepTimes.rounded(0)).isZero();
    assertThat(StepTimes.rounded(99)).isEqualTo(99);
    assertThat(StepTimes.rounded(104)).isEqualTo(100);
    assertThat(StepTimes.rounded(105)).isEqualTo(110);
    assertThat(StepTimes.rounded(999)).isEqualTo(1000);
    assertThat(StepTimes.rounded(123_456)).isEqualTo(120_000);
    assertThat(StepTimes.rounded(Long.MAX_VALUE)).isEqualTo(2_100_000_000);
  }

  @Test
  void stepsOfAboutTheSameTimeAreCountedTogether() {
    StepTimes times = StepTimes.ofNanos(20_100_000, 340_999, 19_900_000, 0);

    assertThat(times.counts()).hasToString("{0=1, 340=1, 20000=2}");
    assertThat(times.steps()).isEqualTo(4);
    assertThat(times.quantile(0)).hasValue(0);
    assertThat(times.quantile(0.5)).hasValue(340);
    assertThat(times.quantile(0.51)).hasValue(20_000);
  }

  @Test
  void noStepsHaveNoTime() {
    assertThat(StepTimes.NONE.steps()).isZero();
    assertThat(StepTimes.NONE.quantile(0.5)).isEmpty();
    assertThat(StepTimes.ofNanos()).isEqualTo(StepTimes.NONE);
  }

  @Property
  void togetherTheyAreThoseOfAll(
      @ForAll @Size(max = 50) List<@LongRange(max = HALF_AN_HOUR) Long> some,
      @ForAll @Size(max = 50) List<@LongRange(max = HALF_AN_HOUR) Long> others) {
    StepTimes together = times(some).plus(times(others));

    assertThat(together.steps()).isEqualTo(some.size() + others.size());
    assertThat(together).isEqualTo(times(Lists.newArrayList(Iterables.concat(some, others))));
  }

  @Property
  void quantilesAreThoseOfTheStepsButForTheRounding(
      @ForAll @Size(min = 1, max = 50) List<@LongRange(max = HALF_AN_HOUR) Long> nanos,
      @ForAll @DoubleRange(max = 1) double part) {
    int rank = Math.max(1, (int) Math.ceil(part * nanos.size()));
    double exact = Math.floorDiv(nanos.stream().sorted().toList().get(rank - 1), 1000L);

    assertThat((double) times(nanos).quantile(part).getAsInt())
        .isCloseTo(exact, Percentage.withPercentage(5));
  }

  private static StepTimes times(List<Long> nanos) {
    return StepTimes.ofNanos(Longs.toArray(nanos));
  }
}
