package io.upstack.stages.measure;

import static java.util.Locale.ROOT;

import com.google.common.primitives.ImmutableIntArray;
import io.upstack.proto.Evaluation;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.features.FeatureKind;
import io.upstack.stages.manifolds.DistancePrecision;
import io.upstack.stages.manifolds.FeatureMatrix;
import io.upstack.stages.manifolds.NeighbourSettings;
import io.upstack.stages.metrics.RandomGroups;
import io.upstack.stages.metrics.frechet.FrechetPlan;
import io.upstack.stages.metrics.kid.KernelBlocks;
import io.upstack.stages.metrics.kid.KidPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Translates an order into settings of the arithmetic. */
final class MeasurementSettings {
  private static final String FLOAT16 = "fp16";
  private static final String FULL = "full";

  private final WorkOrder work;

  MeasurementSettings(WorkOrder work) {
    this.work = work;
  }

  MeasurementOrder order() {
    return work.getMeasurement();
  }

  Evaluation evaluation() {
    return work.getConfiguration().getEvaluation();
  }

  /**
   * Returns the number of features of an image, or 0 for a kind that the extractor does not return.
   */
  int width(FeatureKind kind) {
    return switch (kind) {
      case POOL -> work.getFeatures().getPool();
      case SPATIAL -> work.getFeatures().getSpatial();
      case LOGITS -> work.getFeatures().getLogits();
    };
  }

  NeighbourSettings neighbours() {
    DistancePrecision precision =
        evaluation().getDistancePrecision().equals(FLOAT16)
            ? DistancePrecision.FLOAT16_WHERE_FINITE
            : DistancePrecision.FLOAT32;
    return new NeighbourSettings(evaluation().getNearestK(), evaluation().getDensityK(), precision);
  }

  /** Returns the stored form of the tables of a set's neighbors. */
  PairArrays pairs(FeatureSet set) {
    int rows = (int) Math.min(set.getImages(), FeatureMatrix.BLOCK_ROWS);
    return new PairArrays(rows, neighbours().kept());
  }

  ComparisonArrays comparisons() {
    return new ComparisonArrays(Math.toIntExact(order().getSamples().getImages()));
  }

  /** Returns whether KID is estimated by the full U-statistic and not from subsets. */
  boolean isKidFull() {
    return evaluation().getKidEstimator().equals(FULL);
  }

  /** Returns whether there are images enough for KID: two on each side. */
  boolean hasKid() {
    return order().getSamples().getImages() > 1 && order().getReference().getImages() > 1;
  }

  KernelBlocks kernelBlocks() {
    return new KernelBlocks(
        evaluation().getSeed(),
        Math.toIntExact(order().getSamples().getImages()),
        chosenLabels().map(ImmutableIntArray::copyOf));
  }

  KernelUnits kernelUnits() {
    return new KernelUnits(kernelBlocks(), Math.toIntExact(order().getReference().getImages()));
  }

  /** Returns the plan of the subsets that KID is estimated from if it is not full. */
  KidPlan kid() {
    return new KidPlan(
        evaluation().getSeed(),
        Math.toIntExact(order().getSamples().getImages()),
        Math.toIntExact(order().getReference().getImages()),
        evaluation().getKidSubsetSize());
  }

  /**
   * Returns the labels [N] if they were chosen. Groups must then have equal shares of each label.
   */
  Optional<int[]> chosenLabels() {
    List<Integer> cycle = order().getChosenLabelsList();
    int samples = Math.toIntExact(order().getSamples().getImages());
    return cycle.isEmpty()
        ? Optional.empty()
        : Optional.of(IntStream.range(0, samples).map(i -> cycle.get(i % cycle.size())).toArray());
  }

  /** Returns groups whose mixtures of labels are those of the whole. */
  RandomGroups groups(FeatureKind kind) {
    int groups = frechet(kind).groups();
    return chosenLabels()
        .map(labels -> RandomGroups.stratified(evaluation().getSeed(), labels, groups))
        .orElseGet(() -> groupsWithoutLabels(kind));
  }

  /**
   * Returns groups that do not depend on labels. The moments of all samples are summed over these
   * groups, so that the last bit of FID does not depend on labels either.
   */
  RandomGroups groupsWithoutLabels(FeatureKind kind) {
    return RandomGroups.of(
        evaluation().getSeed(),
        Math.toIntExact(order().getSamples().getImages()),
        frechet(kind).groups());
  }

  FrechetPlan frechet(FeatureKind kind) {
    long samples = order().getSamples().getImages();
    FrechetPlan plan =
        kind == FeatureKind.POOL
            ? FrechetPlan.withExtrapolation(samples, width(kind))
            : FrechetPlan.ofDistance(samples);
    return hasReferenceStatistics(kind)
        ? plan
        : plan.without(
            String.format(
                ROOT,
                "it needs 2 or more reference images, or stored statistics, found %d",
                order().getReference().getImages()));
  }

  /** Returns whether the statistics are stored or there are enough images for a covariance. */
  boolean hasReferenceStatistics(FeatureKind kind) {
    boolean stored =
        kind == FeatureKind.POOL
            ? order().hasStoredPoolStatistics()
            : order().hasStoredSpatialStatistics();
    return stored || order().getReference().getImages() > 1;
  }
}
