package io.upstack.stages.measure;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.features.FeatureKind;
import io.upstack.stages.manifolds.BlockPair;
import io.upstack.stages.manifolds.FeatureMatrix;
import io.upstack.stages.manifolds.ManifoldComparison;
import io.upstack.stages.manifolds.NeighbourSettings;
import io.upstack.stages.metrics.frechet.FrechetPlan;
import io.upstack.stages.metrics.kid.KernelBlocks;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Defines which units of each kind there are, and what the bytes of each depend on. */
final class UnitFamilies {
  private final MeasurementSettings settings;
  private final MeasurementOrder order;
  private final Map<WorkStage, UnitFamily> families = new EnumMap<>(WorkStage.class);

  private UnitFamilies(MeasurementSettings settings) {
    this.settings = settings;
    this.order = settings.order();
  }

  /** Returns all families, except those for features that the extractor does not return. */
  static Map<WorkStage, UnitFamily> of(MeasurementSettings settings) {
    UnitFamilies families = new UnitFamilies(settings);
    families.addAll();
    return families.families;
  }

  private void addAll() {
    addNeighbours(WorkStage.REFERENCE_NEIGHBOURS, order.getReference());
    addNeighbours(WorkStage.SAMPLE_NEIGHBOURS, order.getSamples());
    if (settings.isKidFull()) {
      addReferenceKernel();
      addSampleKernel();
    } else {
      addKernelDistances();
    }
    addComparison();
    addRoot(FeatureKind.POOL, WorkStage.POOL_ROOT);
    addMoments(FeatureKind.POOL, WorkStage.POOL_MOMENTS);
    addDistances(FeatureKind.POOL, WorkStage.POOL_FRECHET);
    if (settings.width(FeatureKind.SPATIAL) > 0) {
      addRoot(FeatureKind.SPATIAL, WorkStage.SPATIAL_ROOT);
      addMoments(FeatureKind.SPATIAL, WorkStage.SPATIAL_MOMENTS);
      addDistances(FeatureKind.SPATIAL, WorkStage.SPATIAL_FRECHET);
    }
  }

  private void addNeighbours(WorkStage stage, FeatureSet set) {
    NeighbourSettings neighbours = settings.neighbours();
    int blocks = Math.toIntExact(-Math.floorDiv(-set.getImages(), FeatureMatrix.BLOCK_ROWS));
    add(
        stage,
        UnitDirectory.of("neighbours", set.getDigest(), neighbours.kept(), neighbours.precision()),
        settings.pairs(set).layout(),
        BlockPair.count(blocks));
  }

  private void addKernelDistances() {
    add(
        WorkStage.KERNEL_DISTANCE,
        UnitDirectory.of(
            "kernel-distance",
            order.getSamples().getDigest(),
            order.getReference().getDigest(),
            settings.evaluation().getSeed(),
            settings.evaluation().getKidSubsetSize()),
        KernelArrays.DISTANCE.layout(),
        settings.kid().subsets());
  }

  private void addReferenceKernel() {
    int references = Math.toIntExact(order.getReference().getImages());
    add(
        WorkStage.REFERENCE_KERNEL,
        UnitDirectory.of("reference-kernel", order.getReference().getDigest()),
        KernelArrays.SUM.layout(),
        references > 1 ? KernelUnits.countOfReference(references) : 0);
  }

  private void addSampleKernel() {
    KernelBlocks blocks = settings.kernelBlocks();
    add(
        WorkStage.SAMPLE_KERNEL,
        UnitDirectory.of(
            "sample-kernel",
            order.getSamples().getDigest(),
            order.getReference().getDigest(),
            blocks.count() > 1 ? "blocks of seed " + settings.evaluation().getSeed() : "one block",
            strata()),
        KernelUnits.layoutOfSamples(blocks),
        settings.hasKid() ? blocks.unitCount() : 0);
  }

  private void addComparison() {
    NeighbourSettings neighbours = settings.neighbours();
    add(
        WorkStage.COMPARISON,
        UnitDirectory.of(
            "comparison",
            order.getSamples().getDigest(),
            order.getReference().getDigest(),
            neighbours.nearestK(),
            neighbours.densityK(),
            neighbours.precision()),
        settings.comparisons().layout(),
        ManifoldComparison.units(Math.toIntExact(order.getReference().getImages())));
  }

  private void addRoot(FeatureKind kind, WorkStage stage) {
    int width = settings.width(kind);
    add(
        stage,
        UnitDirectory.of(kind.array() + "-root", referenceStatistics(kind), width),
        new RootArrays(width).layout(),
        settings.hasReferenceStatistics(kind) ? 1 : 0);
  }

  private void addMoments(FeatureKind kind, WorkStage stage) {
    int groups = settings.frechet(kind).groups();
    add(
        stage,
        UnitDirectory.of(
            kind.array() + "-moments",
            order.getSamples().getDigest(),
            settings.evaluation().getSeed() + strata(),
            groups),
        new MomentArrays(settings.width(kind)).layout(),
        groups);
  }

  private void addDistances(FeatureKind kind, WorkStage stage) {
    FrechetPlan plan = settings.frechet(kind);
    add(
        stage,
        UnitDirectory.of(
            kind.array() + "-frechet",
            order.getSamples().getDigest(),
            referenceStatistics(kind),
            settings.evaluation().getSeed() + strata(),
            plan.subsets()),
        DistanceArrays.layout(),
        plan.subsets().size());
  }

  /** Returns what identifies the source of the reference's statistics. */
  private String referenceStatistics(FeatureKind kind) {
    boolean stored =
        kind == FeatureKind.POOL
            ? order.hasStoredPoolStatistics()
            : order.hasStoredSpatialStatistics();
    return stored ? order.getStoredStatisticsSha256() : order.getReference().getDigest();
  }

  /**
   * Returns what the groups of the samples are stratified by, or an empty string if they are not.
   */
  private String strata() {
    List<Integer> labels = order.getChosenLabelsList();
    if (labels.isEmpty()) {
      return "";
    }
    Hasher digest = Hashing.sha256().newHasher();
    labels.forEach(digest::putInt);
    return " stratified by " + digest.hash();
  }

  private void add(WorkStage stage, String directory, List<ArrayLayout> arrays, int count) {
    ShardLayout layout = new ShardLayout(UnitFamily.STAGE, directory, arrays);
    families.put(stage, new UnitFamily(stage, layout, count));
  }
}
