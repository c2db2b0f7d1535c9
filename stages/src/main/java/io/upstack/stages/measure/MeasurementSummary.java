package io.upstack.stages.measure;

import static java.util.Locale.ROOT;

import io.upstack.proto.Evaluation;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.features.FeatureKind;
import io.upstack.stages.manifolds.ComparisonMerge;
import io.upstack.stages.manifolds.ManifoldMetrics;
import io.upstack.stages.metrics.Estimate;
import io.upstack.stages.metrics.FrechetResult;
import io.upstack.stages.metrics.InceptionScore;
import io.upstack.stages.metrics.frechet.FrechetEstimates;
import io.upstack.stages.metrics.frechet.FrechetPlan;
import io.upstack.stages.metrics.frechet.SubsetDistance;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.report.LeftOut;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Combines the results of a measurement's units in their order. */
public final class MeasurementSummary {
  private final WorkOrder work;
  private final Evaluation settings;
  private final MeasurementOrder order;
  private final MeasurementPlan plan;
  private final UnitObjects objects;
  private final MetricsMessage message;

  private MeasurementSummary(WorkOrder work) {
    this.work = work;
    this.settings = work.getConfiguration().getEvaluation();
    this.order = work.getMeasurement();
    this.plan = MeasurementPlan.of(work);
    this.objects = new UnitObjects(plan);
    this.message = new MetricsMessage(settings.getSeed());
  }

  /**
   * Returns the metrics of a measurement whose units are all done.
   *
   * @throws IOException naming a unit's object that is missing
   */
  public static Measured of(WorkOrder work) throws IOException {
    return new MeasurementSummary(work).summarise();
  }

  /**
   * Returns the metrics of an order whose features and units are all done.
   *
   * @param work an order with a measurement whose features have everything but digests
   */
  public static Measured ofFinished(WorkOrder work) throws IOException {
    WorkOrder measurement = FinishedFeatures.measurement(work);
    // The remaining sums are computed in a thread that would otherwise use one thread for each
    // core, and the last bits of sums would depend on the number of threads.
    TorchEngine.useThreads(measurement.getIntraOpThreads());
    return of(measurement);
  }

  private Measured summarise() throws IOException {
    try (MeasurementInputs inputs = new MeasurementInputs(work)) {
      FrechetEstimates pool = frechet(FeatureKind.POOL, WorkStage.POOL_FRECHET, "FID");
      message.add("fid", pool.distance(), message.metrics()::setFid, message.intervals()::setFid);
      if (work.getFeatures().hasSpatial()) {
        message.add(
            "sfid",
            frechet(FeatureKind.SPATIAL, WorkStage.SPATIAL_FRECHET, "sFID").distance(),
            message.metrics()::setSfid,
            message.intervals()::setSfid);
      }
      if (work.getFeatures().hasLogits()) {
        message.add(
            "inceptionScore",
            inceptionScore(inputs),
            message.metrics()::setInceptionScore,
            message.intervals()::setInceptionScore);
      }
      ManifoldMetrics manifolds = manifolds();
      add(manifolds);
      message.add("kid", kid(inputs), message.metrics()::setKid, message.intervals()::setKid);
      message.add(
          "fidInfinity",
          pool.infinity(),
          message.metrics()::setFidInfinity,
          message.intervals()::setFidInfinity);
      warnOfCopies();
      return new Measured(
          message.build(),
          message.warnings(),
          new NearestImages(inputs, manifolds.realism()).find());
    }
  }

  private FrechetEstimates frechet(FeatureKind kind, WorkStage stage, String name)
      throws IOException {
    FrechetPlan frechet = plan.settings().frechet(kind);
    List<DistanceArrays> distances =
        objects.readAll(stage, (file, unit) -> DistanceArrays.read(file));
    List<SubsetDistance> subsets = new ArrayList<>();
    for (int unit = 0; unit < distances.size(); unit++) {
      DistanceArrays distance = distances.get(unit);
      subsets.add(
          new SubsetDistance(
              frechet.subsets().get(unit), distance.samples(), distance.result().distance()));
    }
    if (!distances.isEmpty()) {
      warnOfSingular(name, distances.get(0).result());
    }
    return frechet.estimates(subsets);
  }

  /**
   * Warns of singular covariances. The result is that of all samples, which are the first of the
   * subsets.
   */
  private void warnOfSingular(String name, FrechetResult result) {
    if (result.isSampleSingular()) {
      message.warn(singular(name, "samples", result.sampleRank(), result.width()));
    }
    if (result.isReferenceSingular()) {
      message.warn(singular(name, "reference", result.referenceRank(), result.width()));
    }
  }

  private static String singular(String name, String set, int rank, int width) {
    return String.format(
        ROOT,
        "%s: the covariance of the %s is singular, of rank %d with %d features",
        name,
        set,
        rank,
        width);
  }

  private void warnOfCopies() throws IOException {
    Set<Long> distinct = new HashSet<>();
    new StoredFeatureSet(order.getSamples())
        .forEach(
            FeatureKind.POOL,
            features -> {
              float[] values = features.toFloats();
              for (int from = 0; from < values.length; from += features.width()) {
                distinct.add(digest(values, from, from + features.width()));
              }
            });
    if (2 * distinct.size() <= order.getSamples().getImages()) {
      message.warn(
          String.format(
              ROOT,
              "Only %,d of the %,d samples have different features. Intervals take samples as"
                  + " independent, and mean nothing for copies.",
              distinct.size(),
              order.getSamples().getImages()));
    }
  }

  /** Returns a digest with enough bits that two of a million rows of features seldom share one. */
  private static long digest(float[] values, int from, int to) {
    long digest = 1;
    for (int i = from; i < to; i++) {
      digest = digest * 0x9E3779B97F4A7C15L + Float.floatToIntBits(values[i]);
    }
    return digest;
  }

  private Estimate inceptionScore(MeasurementInputs inputs) throws IOException {
    InceptionScore score =
        new InceptionScore(
            inputs.metricProgram(), work.getFeatures().getLogits(), settings.getSplitSize());
    FeatureSet samples = order.getSamples();
    new StoredFeatureSet(samples).forEach(FeatureKind.LOGITS, score::add);
    return score.estimate();
  }

  private Estimate kid(MeasurementInputs inputs) throws IOException {
    if (!plan.settings().hasKid()) {
      return new Estimate.Absent(
          String.format(
              ROOT,
              "it needs 2 or more samples and reference images, found %d and %d",
              order.getSamples().getImages(),
              order.getReference().getImages()));
    }
    if (plan.settings().isKidFull()) {
      warnOfLoneLabels(inputs.kernelUnits());
      return inputs.kernelUnits().read(objects).estimate();
    }
    double[] distances =
        objects
            .readAll(WorkStage.KERNEL_DISTANCE, (file, unit) -> KernelArrays.DISTANCE.read(file))
            .stream()
            .mapToDouble(Double::doubleValue)
            .toArray();
    return plan.settings().kid().estimate(distances);
  }

  private void warnOfLoneLabels(KernelUnits units) {
    if (units.hasLoneLabels()) {
      message.warn(
          "KID: some labels were chosen for a single sample, whose label has no pairs, so pairs"
              + " are not weighted by labels. The KID of a perfect model is then below 0.");
    }
  }

  private ManifoldMetrics manifolds() throws IOException {
    ComparisonArrays arrays = plan.settings().comparisons();
    ComparisonMerge merge =
        new ComparisonMerge(
            plan.settings().neighbours(),
            Math.toIntExact(order.getReference().getImages()),
            Math.toIntExact(order.getSamples().getImages()));
    objects.forEach(WorkStage.COMPARISON, arrays::read, merge::add);
    return merge.finish();
  }

  private void add(ManifoldMetrics manifolds) {
    manifolds.precision().ifPresent(message.metrics()::setPrecision);
    manifolds.recall().ifPresent(message.metrics()::setRecall);
    manifolds.density().ifPresent(message.metrics()::setDensity);
    manifolds.coverage().ifPresent(message.metrics()::setCoverage);
    ManifoldMetrics.Intervals intervals = manifolds.intervals();
    intervals.precision().map(MetricsMessage::message).ifPresent(message.intervals()::setPrecision);
    intervals.recall().map(MetricsMessage::message).ifPresent(message.intervals()::setRecall);
    intervals.density().map(MetricsMessage::message).ifPresent(message.intervals()::setDensity);
    intervals.coverage().map(MetricsMessage::message).ifPresent(message.intervals()::setCoverage);
    warnOfMissing(manifolds);
  }

  private void warnOfMissing(ManifoldMetrics manifolds) {
    if (manifolds.precision().isEmpty()) {
      message.warn(LeftOut.metric("precision", references(settings.getNearestK() + 1)));
    }
    if (manifolds.recall().isEmpty()) {
      message.warn(LeftOut.metric("recall", samples(settings.getNearestK() + 1)));
    } else if (manifolds.intervals().recall().isEmpty()) {
      message.warn(LeftOut.interval("recall", samples(settings.getNearestK() + 2)));
    }
    if (manifolds.intervals().recall().isPresent() && manifolds.recallDecidedByFew()) {
      message.warn(
          "Recall: a few samples decide about many of the reference images, so its interval covers"
              + " less often than it says. More samples help.");
    }
    for (String metric : List.of("density", "coverage")) {
      if (manifolds.density().isEmpty()) {
        message.warn(LeftOut.metric(metric, references(settings.getDensityK() + 1)));
      } else if (manifolds.intervals().density().isEmpty()) {
        message.warn(LeftOut.interval(metric, samples(2)));
      }
    }
  }

  private String references(int needed) {
    return String.format(
        ROOT,
        "it needs %d or more reference images, found %d",
        needed,
        order.getReference().getImages());
  }

  private String samples(int needed) {
    return String.format(
        ROOT, "it needs %d or more samples, found %d", needed, order.getSamples().getImages());
  }
}
