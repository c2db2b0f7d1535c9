package io.upstack.stages.evaluate;

import io.upstack.stages.manifolds.DistancePrecision;
import io.upstack.stages.manifolds.FeatureMatrix;
import io.upstack.stages.manifolds.ManifoldAnalysis;
import io.upstack.stages.manifolds.ManifoldMetrics;
import io.upstack.stages.manifolds.ManifoldProgram;
import io.upstack.stages.manifolds.NeighbourSettings;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.FrechetDistance;
import io.upstack.stages.metrics.GaussianStatistics;
import io.upstack.stages.metrics.InceptionScore;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.MetricSettings;
import io.upstack.stages.metrics.MetricValues;
import io.upstack.stages.metrics.MetricsException;
import io.upstack.stages.metrics.StoredStatistics;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Computes all the metrics of one set of samples against one reference in one piece, from features
 * that arrive in batches: tests try the arithmetic by it. Runs measure by the units of {@link
 * io.upstack.stages.measure.MeasurementStages}.
 *
 * <pre>{@code
 * try (MetricProgram program = MetricProgram.open(Device.cpu());
 *     MetricsCalculator calculator =
 *         new MetricsCalculator(program, MetricSettings.PUBLISHED, StoredStatistics.none())) {
 *   referenceBatches.forEach(calculator::addReference);
 *   sampleBatches.forEach(calculator::addSamples);
 *   MetricValues values = calculator.finish();
 * }
 * }</pre>
 *
 * <p>Pool features stay in memory outside the Java heap, 4 bytes each, and covariances take a few
 * times 8 bytes for each pair of features. Not safe for use by several threads at once. Values do
 * not depend on how the images are cut into batches.
 */
public final class MetricsCalculator implements AutoCloseable {
  private final MetricProgram program;
  private final ManifoldProgram manifolds;
  private final MetricSettings settings;
  private final CollectedFeatures reference;
  private final CollectedFeatures samples;
  private Optional<InceptionScore> inceptionScore = Optional.empty();

  /**
   * @param stored statistics of the reference, which win over those of its images
   * @throws IOException if there is no room among the temporary files
   */
  public MetricsCalculator(MetricProgram program, MetricSettings settings, StoredStatistics stored)
      throws IOException {
    this.program = program;
    this.manifolds = ManifoldProgram.open();
    this.settings = settings;
    this.reference = new CollectedFeatures(program, manifolds, "reference image", stored);
    this.samples = new CollectedFeatures(program, manifolds, "sample", StoredStatistics.none());
  }

  /**
   * Takes features of more of the reference's images.
   *
   * @throws MetricsException if the stored statistics have other widths, or a feature is NaN or
   *     infinite, naming it and the number of its image
   */
  public void addReference(FeatureBatch batch) {
    reference.add(batch);
  }

  /**
   * Takes features of the next samples, in the order in which the Inception Score splits them.
   *
   * @throws MetricsException if a feature is NaN or infinite, naming it and the number of its
   *     sample
   */
  public void addSamples(FeatureBatch batch) {
    samples.add(batch);
    batch.logits().ifPresent(this::addLogits);
  }

  private void addLogits(Features logits) {
    if (inceptionScore.isEmpty()) {
      inceptionScore =
          Optional.of(new InceptionScore(program, logits.width(), settings.inceptionSplitSize()));
    }
    inceptionScore.get().add(logits);
  }

  /**
   * The metrics of all that was added. Nothing can be added after it.
   *
   * @throws MetricsException if there are too few samples or reference images
   */
  public MetricValues finish() {
    if (samples.size() == 0) {
      throw new MetricsException("there are no samples to measure, expected 2 or more");
    }
    OptionalDouble fid = distance(reference.poolStatistics(), samples.poolStatistics());
    OptionalDouble sfid = distance(reference.spatialStatistics(), samples.spatialStatistics());
    Optional<ManifoldMetrics> neighbours = reference.matrix().map(this::compareManifolds);
    return new MetricValues(
        fid,
        sfid,
        optional(inceptionScore.map(InceptionScore::finish)),
        neighbours.map(ManifoldMetrics::precision).orElseGet(OptionalDouble::empty),
        neighbours.map(ManifoldMetrics::recall).orElseGet(OptionalDouble::empty));
  }

  private OptionalDouble distance(
      Optional<GaussianStatistics> first, Optional<GaussianStatistics> second) {
    FrechetDistance distance = new FrechetDistance(program);
    return optional(first.flatMap(a -> second.map(b -> distance.between(a, b))));
  }

  private ManifoldMetrics compareManifolds(FeatureMatrix referenceMatrix) {
    NeighbourSettings neighbours =
        new NeighbourSettings(
            settings.neighbours(),
            NeighbourSettings.PUBLISHED.densityK(),
            DistancePrecision.FLOAT32);
    return new ManifoldAnalysis(manifolds, neighbours)
        .compare(referenceMatrix, samples.matrix().orElseThrow());
  }

  private static OptionalDouble optional(Optional<Double> value) {
    return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }

  @Override
  public void close() {
    reference.close();
    samples.close();
    manifolds.close();
  }
}
