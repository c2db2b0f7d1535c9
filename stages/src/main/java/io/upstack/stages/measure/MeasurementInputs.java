package io.upstack.stages.measure;

import ai.djl.Device;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.features.FeatureKind;
import io.upstack.stages.manifolds.BlockPair;
import io.upstack.stages.manifolds.FeatureMatrix;
import io.upstack.stages.manifolds.ManifoldComparison;
import io.upstack.stages.manifolds.ManifoldProgram;
import io.upstack.stages.manifolds.ManifoldSet;
import io.upstack.stages.manifolds.NeighbourSearch;
import io.upstack.stages.manifolds.NeighbourhoodMerge;
import io.upstack.stages.manifolds.Neighbourhoods;
import io.upstack.stages.metrics.FrechetDistance;
import io.upstack.stages.metrics.KernelDistance;
import io.upstack.stages.metrics.KernelSums;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.ReferenceRoot;
import io.upstack.stages.store.ClosedTogether;
import java.io.IOException;

/**
 * The inputs of a measurement's units: features and the results of earlier units. Each is loaded
 * once per process, when the first unit needs it. Safe for use by many threads.
 */
final class MeasurementInputs implements AutoCloseable {
  private final WorkOrder work;
  private final MeasurementPlan plan;
  private final UnitObjects objects;
  private final Memo<MetricProgram> metricProgram =
      new Memo<>(() -> MetricProgram.open(Device.cpu()));
  private final Memo<ManifoldProgram> manifoldProgram = new Memo<>(ManifoldProgram::open);
  // These keep buffers for each thread, so one of each serves all units.
  private final Memo<FrechetDistance> frechetDistance =
      new Memo<>(() -> new FrechetDistance(metricProgram.get()));
  private final Memo<KernelDistance> kernelDistance =
      new Memo<>(() -> new KernelDistance(metricProgram.get()));
  private final Memo<KernelSums> kernelSums = new Memo<>(() -> new KernelSums(metricProgram.get()));
  private final Memo<KernelUnits> kernelUnits;
  private final Memo<FeatureMatrix> samples;
  private final Memo<FeatureMatrix> reference;
  private final Memo<NeighbourSearch> sampleSearch;
  private final Memo<NeighbourSearch> referenceSearch;
  private final Memo<ManifoldComparison> comparison;
  private final Memo<ReferenceRoot> poolRoot;
  private final Memo<ReferenceRoot> spatialRoot;
  private final GroupMoments poolMoments;
  private final GroupMoments spatialMoments;

  MeasurementInputs(WorkOrder work) {
    this.work = work;
    this.plan = MeasurementPlan.of(work);
    this.objects = new UnitObjects(plan);
    MeasurementOrder order = work.getMeasurement();
    this.kernelUnits = new Memo<>(() -> plan.settings().kernelUnits());
    this.samples = new Memo<>(() -> matrix(order.getSamples()));
    this.reference = new Memo<>(() -> matrix(order.getReference()));
    this.sampleSearch = new Memo<>(() -> search(samples));
    this.referenceSearch = new Memo<>(() -> search(reference));
    this.comparison = new Memo<>(this::compared);
    this.poolRoot = new Memo<>(() -> root(FeatureKind.POOL, WorkStage.POOL_ROOT));
    this.spatialRoot = new Memo<>(() -> root(FeatureKind.SPATIAL, WorkStage.SPATIAL_ROOT));
    this.poolMoments = moments(FeatureKind.POOL, WorkStage.POOL_MOMENTS);
    this.spatialMoments = moments(FeatureKind.SPATIAL, WorkStage.SPATIAL_MOMENTS);
  }

  WorkOrder work() {
    return work;
  }

  MeasurementPlan plan() {
    return plan;
  }

  MetricProgram metricProgram() throws IOException {
    return metricProgram.get();
  }

  FrechetDistance frechetDistance() throws IOException {
    return frechetDistance.get();
  }

  KernelDistance kernelDistance() throws IOException {
    return kernelDistance.get();
  }

  KernelSums kernelSums() throws IOException {
    return kernelSums.get();
  }

  KernelUnits kernelUnits() throws IOException {
    return kernelUnits.get();
  }

  FeatureMatrix samples() throws IOException {
    return samples.get();
  }

  FeatureMatrix reference() throws IOException {
    return reference.get();
  }

  NeighbourSearch search(WorkStage stage) throws IOException {
    return (stage == WorkStage.REFERENCE_NEIGHBOURS ? referenceSearch : sampleSearch).get();
  }

  ManifoldComparison comparison() throws IOException {
    return comparison.get();
  }

  ReferenceRoot root(FeatureKind kind) throws IOException {
    return (kind == FeatureKind.POOL ? poolRoot : spatialRoot).get();
  }

  GroupMoments moments(FeatureKind kind) {
    return kind == FeatureKind.POOL ? poolMoments : spatialMoments;
  }

  /** Returns the number of features of an image. */
  int width(FeatureKind kind) {
    return plan.settings().width(kind);
  }

  private GroupMoments moments(FeatureKind kind, WorkStage stage) {
    return new GroupMoments(stage, new MomentArrays(width(kind)), objects);
  }

  private ReferenceRoot root(FeatureKind kind, WorkStage stage) throws IOException {
    return objects.read(stage, 0, (file, unit) -> new RootArrays(width(kind)).read(file));
  }

  private FeatureMatrix matrix(FeatureSet set) throws IOException {
    FeatureMatrix matrix =
        new FeatureMatrix(
            manifoldProgram.get(),
            width(FeatureKind.POOL),
            plan.settings().neighbours().precision());
    try {
      new StoredFeatureSet(set).forEach(FeatureKind.POOL, matrix::add);
      return matrix;
    } catch (Throwable e) {
      matrix.close();
      throw e;
    }
  }

  private NeighbourSearch search(Memo<FeatureMatrix> matrix) throws IOException {
    return new NeighbourSearch(manifoldProgram.get(), plan.settings().neighbours(), matrix.get());
  }

  private ManifoldComparison compared() throws IOException {
    MeasurementOrder order = work.getMeasurement();
    return new ManifoldComparison(
        manifoldProgram.get(),
        plan.settings().neighbours(),
        neighbours(reference, order.getReference(), WorkStage.REFERENCE_NEIGHBOURS),
        neighbours(samples, order.getSamples(), WorkStage.SAMPLE_NEIGHBOURS));
  }

  private ManifoldSet neighbours(Memo<FeatureMatrix> matrix, FeatureSet set, WorkStage stage)
      throws IOException {
    FeatureMatrix features = matrix.get();
    PairArrays arrays = plan.settings().pairs(set);
    NeighbourhoodMerge merge =
        new NeighbourhoodMerge(plan.settings().neighbours(), features.rows());
    // Tables are merged one at a time, because together they would grow with the square of the
    // images.
    objects.forEach(
        stage,
        (file, unit) -> arrays.read(file, BlockPair.of(unit, features.blocks())),
        merge::add);
    Neighbourhoods neighbourhoods = merge.finish();
    return new ManifoldSet(features, neighbourhoods);
  }

  @Override
  public void close() throws IOException {
    try (ClosedTogether made = new ClosedTogether()) {
      metricProgram.ifMade().ifPresent(made::add);
      manifoldProgram.ifMade().ifPresent(made::add);
      reference.ifMade().ifPresent(made::add);
      samples.ifMade().ifPresent(made::add);
    }
  }
}
