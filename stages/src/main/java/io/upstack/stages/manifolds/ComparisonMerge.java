package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

import io.upstack.stages.metrics.ConfidenceInterval;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Merges the comparisons of the blocks of reference images. Their order does not matter, because
 * only whole numbers are summed. Not safe for use by more than one thread.
 */
public final class ComparisonMerge {
  private final NeighbourSettings settings;
  private final int referenceImages;
  private final BlockComparison total;
  private final BitSet merged = new BitSet();
  private long recalled;
  private long covered;

  public ComparisonMerge(NeighbourSettings settings, int referenceImages, int samples) {
    this.settings = settings;
    this.referenceImages = referenceImages;
    this.total = BlockComparison.empty(0, samples);
  }

  /** Adds a block. Each block must be added once. */
  public void add(BlockComparison block) {
    if (merged.get(block.block())) {
      throw new IllegalArgumentException(
          String.format(ROOT, "block %d is merged already", block.block()));
    }
    if (block.spheres().length != samples()) {
      throw new IllegalArgumentException(
          String.format(
              ROOT, "a comparison of %d samples, expected %d", block.spheres().length, samples()));
    }
    merged.set(block.block());
    recalled += block.recalled();
    covered += block.covered();
    for (int sample = 0; sample < samples(); sample++) {
      total.inManifold()[sample] |= block.inManifold()[sample];
      total.spheres()[sample] += block.spheres()[sample];
      total.squaredRealism()[sample] =
          Math.max(total.squaredRealism()[sample], block.squaredRealism()[sample]);
      total.recallChange()[sample] += block.recallChange()[sample];
      total.coverageChange()[sample] += block.coverageChange()[sample];
    }
  }

  private int samples() {
    return total.spheres().length;
  }

  /**
   * Returns the merged comparison of all blocks after all have been added. The counts are those of
   * the whole reference. The arrays are not copied.
   */
  public BlockComparison total() {
    requireAll();
    return total.withCounts(Math.toIntExact(recalled), Math.toIntExact(covered));
  }

  private void requireAll() {
    int units = ManifoldComparison.units(referenceImages);
    if (merged.cardinality() != units) {
      throw new IllegalStateException(
          String.format(ROOT, "%d blocks are merged, expected %d", merged.cardinality(), units));
    }
  }

  /** Returns the metrics after all blocks have been added. */
  public ManifoldMetrics finish() {
    requireAll();
    double precision = (double) inManifold() / samples();
    boolean precise = referenceImages > settings.nearestK();
    Jackknife recall = new Jackknife(referenceImages, recalled, total.recallChange());
    Jackknife coverage = new Jackknife(referenceImages, covered, total.coverageChange());
    Density density = new Density(settings.densityK(), total.spheres());
    boolean dense = referenceImages > settings.densityK();
    boolean scattered = dense && samples() > 1;
    return new ManifoldMetrics(
        number(precise, precision),
        number(samples() > settings.nearestK(), recall.fraction()),
        number(dense, density.mean()),
        number(dense, coverage.fraction()),
        new ManifoldMetrics.Intervals(
            interval(precise, () -> ConfidenceInterval.wilson(precision, samples())),
            interval(samples() > settings.nearestK() + 1, recall::interval),
            interval(scattered, density::interval),
            interval(scattered, coverage::interval)),
        recall.isDecidedByFew(),
        precise ? Optional.of(new Realism(total.squaredRealism().clone())) : Optional.empty());
  }

  private static OptionalDouble number(boolean isMeasured, double number) {
    return isMeasured ? OptionalDouble.of(number) : OptionalDouble.empty();
  }

  private static Optional<ConfidenceInterval> interval(
      boolean isMeasured, Supplier<ConfidenceInterval> interval) {
    return isMeasured ? Optional.of(interval.get()) : Optional.empty();
  }

  private int inManifold() {
    int count = 0;
    for (byte inside : total.inManifold()) {
      count += inside;
    }
    return count;
  }
}
