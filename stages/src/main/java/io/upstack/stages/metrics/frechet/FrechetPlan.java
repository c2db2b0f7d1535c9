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
 * Which subsets of the samples' groups to compare with the reference, and what their distances say.
 *
 * <p>Each subset is a unit of work, most of it an eigenproblem of the features' width; what is left
 * combines numbers. The interval leaves out each group in turn. The extrapolation to infinitely
 * many samples takes, beside all samples, two halves and each group alone; its interval does that
 * again without each group.
 */
public final class FrechetPlan {
  /** That the samples are put into, if there are enough of them. */
  public static final int GROUPS = 10;

  /** In a group, for an interval. */
  static final int SMALLEST_GROUP = 5;

  /** Samples of a group for each feature, without which the {@link SizeExtrapolation} misses. */
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

  /** The distance and its interval. */
  public static FrechetPlan ofDistance(long samples) {
    return of(samples, Optional.of("not asked for"));
  }

  /** Neither distance can be measured, whatever the samples. */
  public FrechetPlan without(String reason) {
    return new FrechetPlan(samples, Optional.of(reason), whyNoExtrapolation);
  }

  /**
   * The distance, the distance of infinitely many samples, and their intervals.
   *
   * @param width of the features
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

  /** Groups to put the samples into, which are all in one where there are too few. */
  public int groups() {
    return samples >= (long) GROUPS * SMALLEST_GROUP ? GROUPS : 1;
  }

  /** The units of work; none where there is no distance, as of fewer than two samples. */
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

  /** Nothing, then each group. */
  private List<OptionalInt> removals() {
    List<OptionalInt> removals = new ArrayList<>();
    removals.add(OptionalInt.empty());
    if (groups() > 1) {
      IntStream.range(0, groups()).mapToObj(OptionalInt::of).forEach(removals::add);
    }
    return removals;
  }

  /** Disjoint parts of what is left, a list for each size: all, and for extrapolation two more. */
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
   * Combines the distances of the subsets, in whatever order.
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
   * The distance of all samples, then of all without each group; of all alone where they are too
   * few for groups.
   *
   * @throws IllegalArgumentException as {@link #estimates} does
   */
  public double[] jackknifeOfDistance(List<SubsetDistance> distances) {
    return distances(SubsetDistances.of(distances));
  }

  /**
   * The same of the distance of infinitely many samples; empty where there is none.
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
