package io.upstack.stages.metrics.frechet;

import static java.util.Locale.ROOT;

import io.upstack.stages.metrics.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Decides which subsets of the samples' groups are compared with the reference, and combines their
 * distances.
 *
 * <p>Each subset is a unit of work, most of which is an eigenproblem of the features' width. The
 * rest only combines numbers. The interval leaves out each group in turn. The extrapolation to
 * infinitely many samples takes two halves and each single group in addition to all samples. Its
 * interval repeats this without each group.
 */
public final class FrechetPlan {
  /** The number of groups, if there are enough samples. */
  public static final int GROUPS = 10;

  /** The number of samples in a group that an interval needs. */
  static final int SMALLEST_GROUP = 5;

  /**
   * The number of samples in a group per feature that the {@link SizeExtrapolation} needs to be
   * accurate.
   */
  static final int GROUP_TO_WIDTH = 2;

  private final long samples;
  private final Optional<String> whyNoDistance;
  private final Optional<String> whyNoExtrapolation;

  private FrechetPlan(
      long samples, Optional<String> whyNoDistance, Optional<String> whyNoExtrapolation) {
    this.samples = samples;
    this.whyNoDistance = whyNoDistance;
    this.whyNoExtrapolation = whyNoExtrapolation;
  }

  private static FrechetPlan of(long samples, Optional<String> whyNoExtrapolation) {
    return new FrechetPlan(
        samples,
        samples < 2
            ? Optional.of(String.format(ROOT, "it needs 2 or more samples, found %d", samples))
            : Optional.empty(),
        whyNoExtrapolation);
  }

  /** Plans the distance and its interval. */
  public static FrechetPlan ofDistance(long samples) {
    return of(samples, Optional.of("not asked for"));
  }

  /** Returns a plan without either distance, whatever the samples are. */
  public FrechetPlan without(String reason) {
    return new FrechetPlan(samples, Optional.of(reason), whyNoExtrapolation);
  }

  /**
   * Plans the distance, the distance of infinitely many samples, and their intervals.
   *
   * @param width width of the features
   */
  public static FrechetPlan withExtrapolation(long samples, int width) {
    long needed = (long) GROUPS * Math.max(SMALLEST_GROUP, GROUP_TO_WIDTH * (long) width);
    if (samples >= needed) {
      return of(samples, Optional.empty());
    }
    return of(
        samples,
        Optional.of(
            String.format(
                    ROOT,
                    "%d samples of %d features, expected %d or more: with fewer, the distance is no"
                        + " smooth",
                    samples,
                    width,
                    needed)
                + " function of their number"));
  }

  /** Returns the number of groups of samples: 1 if there are too few samples for more. */
  public int groups() {
    return samples >= (long) GROUPS * SMALLEST_GROUP ? GROUPS : 1;
  }

  /**
   * Returns the units of work. There are none if there is no distance, for example with fewer than
   * two samples.
   */
  public List<GroupSubset> subsets() {
    if (whyNoDistance.isPresent()) {
      return List.of();
    }
    Set<GroupSubset> subsets = new LinkedHashSet<>();
    for (OptionalInt removed : removals()) {
      levels(removed).forEach(subsets::addAll);
    }
    return List.copyOf(subsets);
  }

  /** Returns an empty removal, then each group. */
  private List<OptionalInt> removals() {
    List<OptionalInt> removals = new ArrayList<>();
    removals.add(OptionalInt.empty());
    if (groups() > 1) {
      IntStream.range(0, groups()).mapToObj(OptionalInt::of).forEach(removals::add);
    }
    return removals;
  }

  /**
   * Returns disjoint parts of the remaining groups, with one list per size: all of them, and two
   * more sizes for extrapolation.
   */
  private List<List<GroupSubset>> levels(OptionalInt removed) {
    GroupSubset all = GroupSubset.range(0, groups());
    List<List<GroupSubset>> levels = new ArrayList<>();
    levels.add(List.of(all));
    if (whyNoExtrapolation.isEmpty()) {
      int middle = groups() / 2;
      levels.add(List.of(GroupSubset.range(0, middle), GroupSubset.range(middle, groups())));
      levels.add(all.groups().stream().map(g -> GroupSubset.range(g, g + 1)).toList());
    }
    if (removed.isEmpty()) {
      return levels;
    }
    int group = removed.getAsInt();
    return levels.stream()
        .map(
            parts ->
                parts.stream()
                    .filter(part -> !part.isOnly(group))
                    .map(part -> part.without(group))
                    .toList())
        .toList();
  }

  /**
   * Combines the distances of the subsets, which may come in any order.
   *
   * @throws IllegalArgumentException naming a subset that is missing or given twice
   */
  public FrechetEstimates estimates(List<SubsetDistance> distances) {
    if (whyNoDistance.isPresent()) {
      Estimate absent = new Estimate.Absent(whyNoDistance.get());
      return new FrechetEstimates(absent, absent);
    }
    SubsetDistances known = SubsetDistances.of(distances);
    return new FrechetEstimates(distance(known), infinity(known));
  }

  /**
   * Returns the distance of all samples, followed by the distances without each group. If there are
   * too few samples for groups, it returns only the first.
   *
   * @throws IllegalArgumentException as {@link #estimates} does
   */
  public double[] jackknifeOfDistance(List<SubsetDistance> distances) {
    return distances(SubsetDistances.of(distances));
  }

  /**
   * Returns the distance of infinitely many samples, from all samples and then without each group.
   * The result is empty if there is no such distance.
   *
   * @throws IllegalArgumentException as {@link #estimates} does
   */
  public Optional<double[]> jackknifeOfInfinity(List<SubsetDistance> distances) {
    return whyNoDistance.isPresent() || whyNoExtrapolation.isPresent()
        ? Optional.empty()
        : Optional.of(infinities(SubsetDistances.of(distances)));
  }

  private double[] distances(SubsetDistances known) {
    return removals().stream()
        .mapToDouble(removed -> known.distance(levels(removed).get(0).get(0)).distance())
        .toArray();
  }

  private double[] infinities(SubsetDistances known) {
    return removals().stream()
        .mapToDouble(
            removed ->
                SizeExtrapolation.intercept(levels(removed).stream().map(known::all).toList()))
        .toArray();
  }

  private Estimate distance(SubsetDistances known) {
    double[] values = distances(known);
    if (values.length == 1) {
      return new Estimate.Unbounded(
          values[0],
          String.format(
              ROOT,
              "an interval from %d samples, expected %d or more",
              samples,
              GROUPS * SMALLEST_GROUP));
    }
    return new Estimate.Bounded(values[0], GroupJackknife.interval(values).atLeast(0));
  }

  private Estimate infinity(SubsetDistances known) {
    if (whyNoExtrapolation.isPresent()) {
      return new Estimate.Absent(whyNoExtrapolation.get());
    }
    double[] values = infinities(known);
    return new Estimate.Bounded(values[0], GroupJackknife.interval(values));
  }
}
