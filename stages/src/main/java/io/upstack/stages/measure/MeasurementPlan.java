package io.upstack.stages.measure;

import io.upstack.proto.Evaluation;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.features.FeatureKind;
import io.upstack.stages.manifolds.BlockPair;
import io.upstack.stages.manifolds.FeatureMatrix;
import io.upstack.stages.manifolds.ManifoldComparison;
import io.upstack.stages.manifolds.NeighbourSettings;
import io.upstack.stages.metrics.frechet.FrechetPlan;
import io.upstack.stages.metrics.kid.KidPlan;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which units a measurement is cut into, and where what they leave stands. */
public final class MeasurementPlan {
  private static final List<WorkStage> OF_REFERENCE =
      List.of(WorkStage.REFERENCE_NEIGHBOURS, WorkStage.POOL_ROOT, WorkStage.SPATIAL_ROOT);
  // Those that take longest come first, so that none of them is begun when all else is done.
  private static final List<WorkStage> OF_SAMPLES =
      List.of(
          WorkStage.SAMPLE_NEIGHBOURS,
          WorkStage.POOL_MOMENTS,
          WorkStage.SPATIAL_MOMENTS,
          WorkStage.KERNEL_DISTANCE);
  private static final List<WorkStage> OF_BOTH =
      List.of(WorkStage.COMPARISON, WorkStage.POOL_FRECHET, WorkStage.SPATIAL_FRECHET);

  private final MeasurementOrder order;
  private final Evaluation settings;
  private final int poolWidth;
  private final OptionalInt spatialWidth;
  private final Map<WorkStage, UnitFamily> families = new EnumMap<>(WorkStage.class);

  private MeasurementPlan(WorkOrder work) {
    this.order = work.getMeasurement();
    this.settings = work.getConfiguration().getEvaluation();
    this.poolWidth = work.getFeatures().getPool();
    this.spatialWidth =
        work.getFeatures().hasSpatial()
            ? OptionalInt.of(work.getFeatures().getSpatial())
            : OptionalInt.empty();
    neighbours(WorkStage.REFERENCE_NEIGHBOURS, order.getReference());
    neighbours(WorkStage.SAMPLE_NEIGHBOURS, order.getSamples());
    kernelDistances();
    comparison();
    gaussian(
        FeatureKind.POOL,
        List.of(WorkStage.POOL_ROOT, WorkStage.POOL_MOMENTS, WorkStage.POOL_FRECHET),
        poolWidth,
        order.hasStoredPoolStatistics());
    spatialWidth.ifPresent(
        width ->
            gaussian(
                FeatureKind.SPATIAL,
                List.of(
                    WorkStage.SPATIAL_ROOT, WorkStage.SPATIAL_MOMENTS, WorkStage.SPATIAL_FRECHET),
                width,
                order.hasStoredSpatialStatistics()));
  }

  /**
   * The plan of a measurement.
   *
   * @param work with the measurement, the widths of the features and the evaluation's settings
   */
  public static MeasurementPlan of(WorkOrder work) {
    return new MeasurementPlan(work);
  }

  /** What to make, one after another. */
  public List<MeasurementRound> rounds() {
    String reference = order.getReference().getStore();
    String results = order.getResults();
    List<MeasurementRound> rounds = new ArrayList<>();
    if (reference.equals(results)) {
      List<UnitFamily> first = new ArrayList<>(present(OF_SAMPLES));
      first.addAll(1, present(OF_REFERENCE));
      rounds.add(new MeasurementRound(results, first));
    } else {
      rounds.add(new MeasurementRound(reference, present(OF_REFERENCE)));
      rounds.add(new MeasurementRound(results, present(OF_SAMPLES)));
    }
    rounds.add(new MeasurementRound(results, present(OF_BOTH)));
    return rounds;
  }

  private List<UnitFamily> present(List<WorkStage> stages) {
    return stages.stream().filter(families::containsKey).map(families::get).toList();
  }

  /** The store in which a family's objects stand. */
  String store(WorkStage stage) {
    return OF_REFERENCE.contains(stage) ? order.getReference().getStore() : order.getResults();
  }

  /** Empty where the extractor gives nothing for it. */
  Optional<UnitFamily> ifPresent(WorkStage stage) {
    return Optional.ofNullable(families.get(stage));
  }

  UnitFamily family(WorkStage stage) {
    return ifPresent(stage)
        .orElseThrow(() -> new IllegalArgumentException("the measurement has no units " + stage));
  }

  NeighbourSettings neighbourSettings() {
    return MeasurementSettings.neighbours(settings);
  }

  /** Rows of the tables of a set's neighbours. */
  PairArrays pairs(FeatureSet set) {
    int rows = (int) Math.min(set.getImages(), FeatureMatrix.BLOCK_ROWS);
    return new PairArrays(rows, neighbourSettings().kept());
  }

  ComparisonArrays comparisons() {
    return new ComparisonArrays(Math.toIntExact(order.getSamples().getImages()));
  }

  KidPlan kid() {
    return new KidPlan(
        settings.getSeed(),
        Math.toIntExact(order.getSamples().getImages()),
        Math.toIntExact(order.getReference().getImages()),
        settings.getKidSubsetSize());
  }

  FrechetPlan frechet(FeatureKind kind) {
    long samples = order.getSamples().getImages();
    return kind == FeatureKind.POOL
        ? FrechetPlan.withExtrapolation(samples, poolWidth)
        : FrechetPlan.ofDistance(samples);
  }

  private void neighbours(WorkStage stage, FeatureSet set) {
    NeighbourSettings neighbours = neighbourSettings();
    int blocks = Math.toIntExact(-Math.floorDiv(-set.getImages(), FeatureMatrix.BLOCK_ROWS));
    add(
        stage,
        UnitDirectory.of("neighbours", set.getDigest(), neighbours.kept(), neighbours.precision()),
        pairs(set).layout(),
        BlockPair.count(blocks));
  }

  private void kernelDistances() {
    add(
        WorkStage.KERNEL_DISTANCE,
        UnitDirectory.of(
            "kernel-distance",
            order.getSamples().getDigest(),
            order.getReference().getDigest(),
            settings.getSeed(),
            settings.getKidSubsetSize()),
        KernelArrays.layout(),
        kid().subsets());
  }

  private void comparison() {
    NeighbourSettings neighbours = neighbourSettings();
    add(
        WorkStage.COMPARISON,
        UnitDirectory.of(
            "comparison",
            order.getSamples().getDigest(),
            order.getReference().getDigest(),
            neighbours.nearestK(),
            neighbours.densityK(),
            neighbours.precision()),
        comparisons().layout(),
        ManifoldComparison.units(Math.toIntExact(order.getReference().getImages())));
  }

  /** Root of the reference, moments of the samples' groups, distances of subsets of these. */
  private void gaussian(
      FeatureKind kind, List<WorkStage> stages, int width, boolean storedStatistics) {
    String samples = order.getSamples().getDigest();
    String reference =
        storedStatistics ? order.getStoredStatisticsSha256() : order.getReference().getDigest();
    FrechetPlan plan = frechet(kind);
    add(
        stages.get(0),
        UnitDirectory.of(kind.array() + "-root", reference, width),
        new RootArrays(width).layout(),
        1);
    add(
        stages.get(1),
        UnitDirectory.of(kind.array() + "-moments", samples, settings.getSeed(), plan.groups()),
        new MomentArrays(width).layout(),
        plan.groups());
    add(
        stages.get(2),
        UnitDirectory.of(
            kind.array() + "-frechet", samples, reference, settings.getSeed(), plan.subsets()),
        DistanceArrays.layout(),
        plan.subsets().size());
  }

  private void add(WorkStage stage, String directory, List<ArrayLayout> arrays, int count) {
    ShardLayout layout = new ShardLayout(UnitFamily.STAGE, directory, arrays);
    families.put(stage, new UnitFamily(stage, layout, count));
  }
}
