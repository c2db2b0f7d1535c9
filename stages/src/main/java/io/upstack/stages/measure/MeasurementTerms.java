package io.upstack.stages.measure;

import static java.util.Locale.ROOT;

import com.google.common.hash.Hashing;
import io.upstack.proto.Evaluation;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.configuration.StackClasses;
import io.upstack.stages.differences.MetricTerms;
import io.upstack.stages.differences.PairingConditions;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.features.FeatureKind;
import io.upstack.stages.manifolds.BlockComparison;
import io.upstack.stages.manifolds.ComparisonMerge;
import io.upstack.stages.manifolds.ManifoldMetrics;
import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.metrics.InceptionScore;
import io.upstack.stages.metrics.frechet.FrechetPlan;
import io.upstack.stages.metrics.frechet.SubsetDistance;
import io.upstack.stages.programs.TorchEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Reads the results of a finished measurement's units, for differences from other measurements. It
 * computes no unit. It only reads the logits again.
 */
public final class MeasurementTerms {
  private final WorkOrder work;
  private final Evaluation settings;
  private final MeasurementOrder order;
  private final MeasurementPlan plan;
  private final UnitObjects objects;
  private final Map<String, MetricTerms> terms = new LinkedHashMap<>();

  private MeasurementTerms(WorkOrder work) {
    this.work = work;
    this.settings = work.getConfiguration().getEvaluation();
    this.order = work.getMeasurement();
    this.plan = MeasurementPlan.of(work);
    this.objects = new UnitObjects(plan);
  }

  /**
   * Returns the terms of a measurement whose units are all done.
   *
   * @param work the order as it was measured, with the generation in its configuration if a run
   *     made the samples
   * @throws IOException naming a unit's object that is missing
   */
  public static RunTerms of(WorkOrder work) throws IOException {
    return new MeasurementTerms(work).read();
  }

  /**
   * Returns the terms of a measurement whose features were not known yet when it was ordered, and
   * that is done.
   *
   * @param work the order, whose features have no digest yet
   */
  public static RunTerms ofFinished(WorkOrder work) throws IOException {
    WorkOrder measurement = FinishedFeatures.measurement(work);
    TorchEngine.useThreads(measurement.getIntraOpThreads());
    return of(measurement);
  }

  private RunTerms read() throws IOException {
    addFrechet(FeatureKind.POOL, WorkStage.POOL_FRECHET, "fid");
    if (work.getFeatures().hasSpatial()) {
      addFrechet(FeatureKind.SPATIAL, WorkStage.SPATIAL_FRECHET, "sfid");
    }
    if (work.getFeatures().hasLogits()) {
      addScores();
    }
    addManifolds();
    if (plan.settings().isKidFull() && plan.settings().hasKid()) {
      terms.put("kid", new MetricTerms.Kernel(plan.settings().kernelUnits().read(objects)));
    }
    return new RunTerms(conditions(), terms);
  }

  private void addFrechet(FeatureKind kind, WorkStage stage, String metric) throws IOException {
    FrechetPlan frechet = plan.settings().frechet(kind);
    List<DistanceArrays> distances =
        objects.readAll(stage, (file, unit) -> DistanceArrays.read(file));
    if (distances.isEmpty()) {
      return;
    }
    List<SubsetDistance> subsets = new ArrayList<>();
    for (int unit = 0; unit < distances.size(); unit++) {
      DistanceArrays distance = distances.get(unit);
      subsets.add(
          new SubsetDistance(
              frechet.subsets().get(unit), distance.samples(), distance.result().distance()));
    }
    terms.put(metric, new MetricTerms.Groups(frechet.jackknifeOfDistance(subsets)));
    frechet
        .jackknifeOfInfinity(subsets)
        .ifPresent(values -> terms.put("fidInfinity", new MetricTerms.Groups(values)));
  }

  private void addScores() throws IOException {
    try (MeasurementInputs inputs = new MeasurementInputs(work)) {
      InceptionScore score =
          new InceptionScore(
              inputs.metricProgram(), work.getFeatures().getLogits(), settings.getSplitSize());
      new StoredFeatureSet(order.getSamples()).forEach(FeatureKind.LOGITS, score::add);
      terms.put("inceptionScore", new MetricTerms.Scores(score.terms()));
    }
  }

  private void addManifolds() throws IOException {
    int references = Math.toIntExact(order.getReference().getImages());
    ComparisonMerge merge =
        new ComparisonMerge(
            plan.settings().neighbours(),
            references,
            Math.toIntExact(order.getSamples().getImages()));
    objects.readAll(WorkStage.COMPARISON, plan.settings().comparisons()::read).forEach(merge::add);
    ManifoldMetrics metrics = merge.finish();
    BlockComparison total = merge.total();
    if (metrics.precision().isPresent()) {
      terms.put("precision", new MetricTerms.Inside(total.inManifold()));
    }
    if (metrics.recall().isPresent()) {
      terms.put(
          "recall",
          new MetricTerms.Images(
              references,
              total.recalled(),
              total.recallChange(),
              half(metrics.intervals().recall())));
    }
    if (metrics.density().isPresent()) {
      terms.put("density", new MetricTerms.Spheres(total.spheres(), settings.getDensityK()));
      terms.put(
          "coverage",
          new MetricTerms.Images(
              references,
              total.covered(),
              total.coverageChange(),
              half(metrics.intervals().coverage())));
    }
  }

  private static OptionalDouble half(Optional<ConfidenceInterval> interval) {
    return interval
        .map(each -> OptionalDouble.of(each.width() / 2))
        .orElseGet(OptionalDouble::empty);
  }

  private PairingConditions conditions() {
    RunConfiguration configuration = work.getConfiguration();
    return new PairingConditions(
        order.getSamples().getImages(),
        configuration.hasGeneration()
            ? OptionalLong.of(configuration.getGeneration().getSeed())
            : OptionalLong.empty(),
        labels(configuration),
        settings.getSeed(),
        work.getFeatures().getExtractorSha256(),
        order.getReference().getDigest() + statistics(),
        String.format(
            ROOT,
            "nearest_k %d, density_k %d, split_size %d, distance_precision %s",
            settings.getNearestK(),
            settings.getDensityK(),
            settings.getSplitSize(),
            settings.getDistancePrecision()));
  }

  private String statistics() {
    return order.hasStoredStatisticsSha256()
        ? " with the statistics of " + order.getStoredStatisticsSha256()
        : "";
  }

  /**
   * Describes the labels. Labels drawn under one seed are the same if the number of classes is the
   * same.
   */
  private String labels(RunConfiguration configuration) {
    if (!order.getChosenLabelsList().isEmpty()) {
      return "chosen, with SHA-256 "
          + Hashing.sha256()
              .hashString(order.getChosenLabelsList().toString(), StandardCharsets.UTF_8);
    }
    return String.format(
        ROOT, "drawn, of %d classes", StackClasses.of(configuration.getGeneration()).orElse(0));
  }
}
