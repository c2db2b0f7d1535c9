package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RandomGroupsTest {
  @Property(tries = 100)
  void holdEachSampleOnce(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int groups,
      @ForAll @IntRange(max = 300) int more) {
    int samples = groups + more;
    RandomGroups drawn = RandomGroups.of(seed, samples, groups);
    int[] all = IntStream.range(0, groups).flatMap(g -> IntStream.of(drawn.samples(g))).toArray();

    for (int group = 0; group < groups; group++) {
      assertThat(drawn.samples(group)).isSorted();
      assertThat(drawn.samples(group).length).isBetween(samples / groups, samples / groups + 1);
    }
    Arrays.sort(all);
    assertThat(all).isEqualTo(IntStream.range(0, samples).toArray());
    assertThat(drawn.count()).isEqualTo(groups);
  }

  /** If samples are sorted by class, a contiguous group has only one class. */
  @Test
  void areAlikeThoughTheSamplesAreSorted() {
    RandomGroups groups = RandomGroups.of(3, 10_000, 10);
    double deviation = 10_000 / Math.sqrt(12.0) / Math.sqrt(1000);

    for (int group = 0; group < 10; group++) {
      double mean = IntStream.of(groups.samples(group)).average().orElseThrow();
      assertThat(mean).isCloseTo(4999.5, within(4 * deviation));
    }
  }

  @Test
  void areThoseOfTheSeed() {
    assertThat(RandomGroups.of(1, 100, 4).samples(2))
        .isEqualTo(RandomGroups.of(1, 100, 4).samples(2))
        .isNotEqualTo(RandomGroups.of(2, 100, 4).samples(2));
  }

  @Test
  void areNotEmpty() {
    assertThatThrownBy(() -> RandomGroups.of(1, 9, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("10 groups of 9 samples, expected 1 to 9 groups");
  }

  @Property(tries = 100)
  void haveEqualSharesOfChosenLabels(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 20) int groups,
      @ForAll @IntRange(max = 300) int more,
      @ForAll @IntRange(min = 1, max = 30) int classes) {
    int[] labels = new Random(seed).ints(groups + more, 0, classes).toArray();
    RandomGroups drawn = RandomGroups.stratified(seed, labels, groups);
    int[] all = IntStream.range(0, groups).flatMap(g -> IntStream.of(drawn.samples(g))).toArray();

    for (int label = 0; label < classes; label++) {
      int wanted = label;
      int count = (int) IntStream.of(labels).filter(each -> each == wanted).count();
      for (int group = 0; group < groups; group++) {
        long share = IntStream.of(drawn.samples(group)).filter(i -> labels[i] == wanted).count();
        assertThat(share).isBetween((long) count / groups, (long) (count + groups - 1) / groups);
        assertThat(drawn.samples(group)).isSorted();
      }
    }
    Arrays.sort(all);
    assertThat(all).isEqualTo(IntStream.range(0, labels.length).toArray());
  }
}
