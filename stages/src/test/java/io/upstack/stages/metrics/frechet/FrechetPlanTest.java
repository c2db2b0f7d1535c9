package io.upstack.stages.metrics.frechet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.upstack.stages.metrics.Estimate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrechetPlanTest {
  private static final int GROUP = 100;

  @Test
  void comparesAllGroupsAndAllButEach() {
    List<GroupSubset> subsets = FrechetPlan.ofDistance(1000).subsets();

    assertThat(subsets).hasSize(11);
    assertThat(subsets.get(0).groups()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(subsets.get(4).groups()).containsExactly(0, 1, 2, 4, 5, 6, 7, 8, 9);
  }

  /**
   * Next to all samples: two halves, each group alone, and each half without each of its groups.
   */
  @Test
  void comparesHalvesAndSingleGroupsForTheExtrapolation() {
    List<GroupSubset> subsets = FrechetPlan.withExtrapolation(1000, 50).subsets();

    assertThat(subsets).hasSize(11 + 2 + 10 + 10).doesNotHaveDuplicates();
    assertThat(subsets)
        .contains(
            new GroupSubset(List.of(5, 6, 7, 8, 9)),
            new GroupSubset(List.of(0, 1, 3, 4)),
            new GroupSubset(List.of(7)));
  }

  /** Leave-one-out values 1 to 10: (9/10) 82.5 about their mean, t of 9 degrees 2.2622. */
  @Test
  void boundsTheDistanceByTheJackknife() {
    FrechetPlan plan = FrechetPlan.ofDistance(1000);
    Estimate estimate =
        plan.estimates(
                distances(plan, subset -> subset.groups().size() == 10 ? 30 : removed(subset) + 1))
            .distance();

    assertThat(estimate.value()).hasValue(30);
    double halfWidth = 2.2622 * Math.sqrt(0.9 * 82.5);
    assertThat(estimate.interval().orElseThrow().low()).isCloseTo(30 - halfWidth, within(1e-3));
    assertThat(estimate.interval().orElseThrow().high()).isCloseTo(30 + halfWidth, within(1e-3));
    assertThat(estimate.reason()).isEmpty();
  }

  @Test
  void boundsNoDistanceBelowZero() {
    FrechetPlan plan = FrechetPlan.ofDistance(1000);
    Estimate estimate =
        plan.estimates(
                distances(plan, subset -> subset.groups().size() == 10 ? 2 : removed(subset)))
            .distance();

    assertThat(estimate.interval().orElseThrow().low()).isZero();
  }

  /** Distances that are exactly d + b/n + c/n², also of groups that differ in size. */
  @Test
  void extrapolatesToTheInterceptOfASquareInTheNumberOfSamples() {
    FrechetPlan plan = FrechetPlan.withExtrapolation(1003, 50);
    List<SubsetDistance> distances =
        plan.subsets().stream()
            .map(
                subset -> {
                  long n = subset.groups().stream().mapToLong(g -> GROUP + g / 7).sum();
                  return new SubsetDistance(subset, n, 3 + 70.0 / n + 900.0 / n / n);
                })
            .toList();
    Estimate estimate = plan.estimates(distances).infinity();

    assertThat(estimate.value().orElseThrow()).isCloseTo(3, within(1e-12));
    assertThat(estimate.interval().orElseThrow().low()).isCloseTo(3, within(1e-11));
    assertThat(estimate.interval().orElseThrow().high()).isCloseTo(3, within(1e-11));
  }

  /** A mean over samples is the same at all sizes, and its interval is that of the mean. */
  @Test
  void cancelsWhatGroupsAdd() {
    FrechetPlan plan = FrechetPlan.withExtrapolation(1000, 50);
    double[] own = {4, -1, 2, 0, 3, 7, -5, 1, 1, 8};
    Estimate estimate =
        plan.estimates(
                distances(
                    plan,
                    subset ->
                        subset.groups().stream().mapToDouble(g -> own[g]).average().orElseThrow()))
            .infinity();

    assertThat(estimate.value().orElseThrow()).isCloseTo(2, within(1e-12));
    double squares = IntStream.range(0, 10).mapToDouble(g -> Math.pow(own[g] - 2, 2)).sum();
    assertThat(estimate.interval().orElseThrow().width())
        .isCloseTo(2 * 2.2622 * Math.sqrt(squares / 90), within(1e-3));
  }

  @Test
  void doesNotDependOnTheOrderOfTheDistances() {
    FrechetPlan plan = FrechetPlan.withExtrapolation(1000, 50);
    List<SubsetDistance> distances =
        new ArrayList<>(distances(plan, subset -> Math.sin(subset.hashCode()) + 2));
    FrechetEstimates expected = plan.estimates(distances);
    Collections.shuffle(distances, new Random(1));

    assertThat(plan.estimates(distances)).isEqualTo(expected);
  }

  @Test
  void saysWhyThereIsNoExtrapolation() {
    FrechetPlan plan = FrechetPlan.withExtrapolation(10_000, 2048);
    FrechetEstimates estimates = plan.estimates(distances(plan, subset -> 1));

    assertThat(plan.subsets()).hasSize(11);
    assertThat(estimates.distance().interval()).isPresent();
    assertThat(estimates.infinity().value()).isEmpty();
    assertThat(estimates.infinity().reason())
        .hasValue(
            "10000 samples of 2048 features, expected 40960 or more: with fewer, the distance is"
                + " no smooth function of their number");
    assertThat(FrechetPlan.withExtrapolation(40_960, 2048).subsets()).hasSize(33);
  }

  @Test
  void saysWhyThereIsNoInterval() {
    FrechetPlan plan = FrechetPlan.ofDistance(49);
    Estimate estimate =
        plan.estimates(List.of(new SubsetDistance(GroupSubset.range(0, 1), 49, 5))).distance();

    assertThat(plan.groups()).isEqualTo(1);
    assertThat(plan.subsets()).containsExactly(GroupSubset.range(0, 1));
    assertThat(estimate.value()).hasValue(5);
    assertThat(estimate.interval()).isEmpty();
    assertThat(estimate.reason()).hasValue("an interval from 49 samples, expected 50 or more");
    assertThat(FrechetPlan.ofDistance(50).groups()).isEqualTo(10);
  }

  @Test
  void hasNothingToSayOfOneSample() {
    FrechetPlan plan = FrechetPlan.withExtrapolation(1, 4);
    FrechetEstimates estimates = plan.estimates(List.of());

    assertThat(plan.subsets()).isEmpty();
    assertThat(estimates.distance().reason()).hasValue("it needs 2 or more samples, found 1");
    assertThat(estimates.infinity()).isEqualTo(estimates.distance());
  }

  @Test
  void refusesDistancesThatAreMissingOrDouble() {
    FrechetPlan plan = FrechetPlan.ofDistance(1000);
    List<SubsetDistance> distances = new ArrayList<>(distances(plan, subset -> 1));
    SubsetDistance last = distances.remove(10);

    assertThatThrownBy(() -> plan.estimates(distances))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no distance of groups [0, 1, 2, 3, 4, 5, 6, 7, 8]");
    distances.add(last);
    distances.add(last);
    assertThatThrownBy(() -> plan.estimates(distances))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("two distances of groups [0, 1, 2, 3, 4, 5, 6, 7, 8]");
  }

  @Test
  void refusesGroupsOutOfOrder() {
    assertThatThrownBy(() -> new GroupSubset(List.of(2, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("groups [2, 1], expected one or more in ascending order");
  }

  private static List<SubsetDistance> distances(
      FrechetPlan plan, ToDoubleFunction<GroupSubset> distance) {
    return plan.subsets().stream()
        .map(
            subset ->
                new SubsetDistance(
                    subset, (long) GROUP * subset.groups().size(), distance.applyAsDouble(subset)))
        .toList();
  }

  private static int removed(GroupSubset subset) {
    return 45 - subset.groups().stream().mapToInt(Integer::intValue).sum();
  }
}
