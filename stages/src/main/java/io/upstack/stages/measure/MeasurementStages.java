package io.upstack.stages.measure;

import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.features.FeatureKind;
import io.upstack.stages.measure.UnitStage.Arithmetic;
import io.upstack.stages.metrics.FrechetResult;
import io.upstack.stages.metrics.GaussianStatistics;
import io.upstack.stages.metrics.RandomGroups;
import io.upstack.stages.metrics.SampleMoments;
import io.upstack.stages.metrics.StatisticsAccumulator;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.metrics.frechet.FrechetPlan;
import io.upstack.stages.metrics.frechet.GroupSubset;
import io.upstack.stages.metrics.kid.KidPlan;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;

/** Provides the families of units of a measurement as stages. Safe for use by many threads. */
public final class MeasurementStages implements AutoCloseable {
  private final MeasurementInputs inputs;

  public MeasurementStages(WorkOrder work) {
    this.inputs = new MeasurementInputs(work);
  }

  /** Returns the stage of a family of the measurement. */
  public ShardStage of(WorkStage stage) {
    return new UnitStage(inputs.plan().family(stage).layout(), arithmetic(stage));
  }

  private Arithmetic arithmetic(WorkStage stage) {
    MeasurementOrder order = inputs.work().getMeasurement();
    return switch (stage) {
      case SAMPLE_NEIGHBOURS -> neighbours(stage, order.getSamples());
      case REFERENCE_NEIGHBOURS -> neighbours(stage, order.getReference());
      case POOL_ROOT -> unit -> root(FeatureKind.POOL);
      case SPATIAL_ROOT -> unit -> root(FeatureKind.SPATIAL);
      case POOL_MOMENTS -> unit -> moments(FeatureKind.POOL, unit);
      case SPATIAL_MOMENTS -> unit -> moments(FeatureKind.SPATIAL, unit);
      case KERNEL_DISTANCE -> this::kernelDistance;
      case REFERENCE_KERNEL ->
          unit ->
              KernelArrays.SUM.of(
                  KernelUnits.ofReference(inputs.kernelSums(), inputs.reference(), unit));
      case SAMPLE_KERNEL ->
          unit ->
              inputs
                  .kernelUnits()
                  .ofSamples(inputs.kernelSums(), inputs.samples(), inputs.reference(), unit);
      case COMPARISON ->
          unit -> inputs.plan().settings().comparisons().of(inputs.comparison().compare(unit));
      case POOL_FRECHET -> unit -> distance(FeatureKind.POOL, unit);
      case SPATIAL_FRECHET -> unit -> distance(FeatureKind.SPATIAL, unit);
      case BASE, UPSAMPLE, FEATURES, REFERENCE_FEATURES, GIVEN_FEATURES, WORK_STAGE_UNSPECIFIED ->
          throw new IllegalArgumentException(stage + " is no family of units of a measurement");
    };
  }

  private Arithmetic neighbours(WorkStage stage, FeatureSet set) {
    PairArrays arrays = inputs.plan().settings().pairs(set);
    return unit -> arrays.of(inputs.search(stage).search(unit));
  }

  private List<NamedArray> moments(FeatureKind kind, int group) throws IOException {
    int[] samples = inputs.plan().settings().groups(kind).samples(group);
    return new MomentArrays(inputs.width(kind)).of(moments(kind, samples));
  }

  private SampleMoments moments(FeatureKind kind, int[] samples) throws IOException {
    FeatureSet set = inputs.work().getMeasurement().getSamples();
    try (StatisticsAccumulator statistics = accumulator(kind)) {
      if (kind == FeatureKind.POOL) {
        statistics.add(inputs.samples(), samples);
      } else {
        new StoredFeatureSet(set).forEach(kind, samples, statistics::add);
      }
      return statistics.moments();
    }
  }

  /**
   * Sums the moments as if the samples had no labels, because labels only affect the statements
   * about their spread.
   */
  private SampleMoments momentsOfAll(FeatureKind kind) throws IOException {
    RandomGroups groups = inputs.plan().settings().groupsWithoutLabels(kind);
    try {
      return SampleMoments.merged(
          () ->
              IntStream.range(0, groups.count())
                  .mapToObj(group -> uncheckedMoments(kind, groups.samples(group)))
                  .iterator());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private SampleMoments uncheckedMoments(FeatureKind kind, int[] samples) {
    try {
      return moments(kind, samples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private StatisticsAccumulator accumulator(FeatureKind kind) throws IOException {
    return new StatisticsAccumulator(
        inputs.metricProgram(), kind.array() + " features", inputs.width(kind));
  }

  private List<NamedArray> root(FeatureKind kind) throws IOException {
    GaussianStatistics statistics = referenceStatistics(kind);
    return new RootArrays(inputs.width(kind)).of(inputs.frechetDistance().rootOf(statistics));
  }

  private GaussianStatistics referenceStatistics(FeatureKind kind) throws IOException {
    MeasurementOrder order = inputs.work().getMeasurement();
    if (kind == FeatureKind.POOL && order.hasStoredPoolStatistics()) {
      return stored(order, order.getStoredPoolStatistics()).pool().orElseThrow();
    }
    if (kind == FeatureKind.SPATIAL && order.hasStoredSpatialStatistics()) {
      return stored(order, order.getStoredSpatialStatistics()).spatial().orElseThrow();
    }
    try (StatisticsAccumulator statistics = accumulator(kind)) {
      new StoredFeatureSet(order.getReference()).forEach(kind, statistics::add);
      return statistics.finish();
    }
  }

  private static StoredStatistics stored(MeasurementOrder order, String location)
      throws IOException {
    InputFile pinned = InputFile.of(location).pinned(order.getStoredStatisticsSha256());
    try (NpzFile file = NpzFile.open(pinned.open(), location)) {
      StoredStatistics statistics = StoredStatistics.read(file, location);
      pinned.requireUnchanged();
      return statistics;
    }
  }

  private List<NamedArray> kernelDistance(int subset) throws IOException {
    KidPlan plan = inputs.plan().settings().kid();
    return KernelArrays.DISTANCE.of(
        inputs
            .kernelDistance()
            .between(
                inputs.samples(),
                plan.samples(subset),
                inputs.reference(),
                plan.references(subset)));
  }

  private List<NamedArray> distance(FeatureKind kind, int unit) throws IOException {
    FrechetPlan plan = inputs.plan().settings().frechet(kind);
    GroupSubset subset = plan.subsets().get(unit);
    boolean stratified = inputs.plan().settings().chosenLabels().isPresent();
    SampleMoments moments =
        stratified && subset.groups().size() == plan.groups()
            ? momentsOfAll(kind)
            : inputs.moments(kind).merged(subset.groups());
    FrechetResult result =
        inputs.frechetDistance().between(moments.statistics(), inputs.root(kind));
    return new DistanceArrays(moments.count(), result).arrays();
  }

  @Override
  public void close() throws IOException {
    inputs.close();
  }
}
