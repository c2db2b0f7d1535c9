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
import io.upstack.stages.metrics.kid.KidPlan;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What an order means to the arithmetic. */
final class MeasurementSettings {
  private static final String FLOAT16 = "fp16";

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

  /** Features of an image; 0 of a kind that the extractor does not give. */
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

  /** Tables of a set's neighbours. */
  PairArrays pairs(FeatureSet set) {
    int rows = (int) Math.min(set.getImages(), FeatureMatrix.BLOCK_ROWS);
    return new PairArrays(rows, neighbours().kept());
  }

  ComparisonArrays comparisons() {
    return new ComparisonArrays(Math.toIntExact(order().getSamples().getImages()));
  }

  KidPlan kid() {
    return new KidPlan(
        evaluation().getSeed(),
        Math.toIntExact(order().getSamples().getImages()),
        Math.toIntExact(order().getReference().getImages()),
        evaluation().getKidSubsetSize(),
        chosenLabels().map(ImmutableIntArray::copyOf));
  }

  /** [N] where they were chosen, so that groups are to have equal shares of each. */
  Optional<int[]> chosenLabels() {
    List<Integer> cycle = order().getChosenLabelsList();
    int samples = Math.toIntExact(order().getSamples().getImages());
    return cycle.isEmpty()
        ? Optional.empty()
        : Optional.of(IntStream.range(0, samples).map(i -> cycle.get(i % cycle.size())).toArray());
  }

  /** Groups whose mixtures of labels are those of the whole. */
  RandomGroups groups(FeatureKind kind) {
    int groups = frechet(kind).groups();
    return chosenLabels()
        .map(labels -> RandomGroups.stratified(evaluation().getSeed(), labels, groups))
        .orElseGet(() -> groupsWithoutLabels(kind));
  }

  /**
   * Groups that do not depend on labels. Through these the moments of all samples are summed, so
   * that the last bit of FID does not depend on them either.
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

  /** Whether they are stored, or there are images enough for a covariance. */
  boolean hasReferenceStatistics(FeatureKind kind) {
    boolean stored =
        kind == FeatureKind.POOL
            ? order().hasStoredPoolStatistics()
            : order().hasStoredSpatialStatistics();
    return stored || order().getReference().getImages() > 1;
  }
}
