package io.upstack.stages.evaluate;

import io.upstack.stages.manifolds.DistancePrecision;
import io.upstack.stages.manifolds.FeatureMatrix;
import io.upstack.stages.manifolds.ManifoldProgram;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.GaussianStatistics;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.MetricsException;
import io.upstack.stages.metrics.StatisticsAccumulator;
import io.upstack.stages.metrics.StoredStatistics;
import java.util.Optional;

/**
 * What is kept of the features of a set of images: statistics, and the pool features themselves.
 */
final class CollectedFeatures implements AutoCloseable {
  private final MetricProgram program;
  private final ManifoldProgram manifolds;
  private final String image;
  private final StoredStatistics stored;
  private Optional<FeatureWidths> widths = Optional.empty();
  private Optional<FeatureMatrix> matrix = Optional.empty();
  private Optional<StatisticsAccumulator> pool = Optional.empty();
  private Optional<StatisticsAccumulator> spatial = Optional.empty();

  /**
   * @param image what messages call one of them
   * @param stored statistics that stand in for those of the images
   */
  CollectedFeatures(
      MetricProgram program, ManifoldProgram manifolds, String image, StoredStatistics stored) {
    this.program = program;
    this.manifolds = manifolds;
    this.image = image;
    this.stored = stored;
  }

  void add(FeatureBatch batch) {
    if (widths.isEmpty()) {
      begin(batch.widths());
    }
    if (!batch.widths().equals(widths.get())) {
      throw new MetricsException(
          "features of a %s are %s wide, expected %s as before"
              .formatted(image, batch.widths(), widths.get()));
    }
    long first = size();
    batch.requireFinite(row -> "%s %d".formatted(image, first + row));
    matrix.ifPresent(collected -> collected.add(batch.pool()));
    pool.ifPresent(statistics -> statistics.add(batch.pool()));
    spatial.ifPresent(statistics -> batch.spatial().ifPresent(statistics::add));
  }

  private void begin(FeatureWidths given) {
    stored.requireWidths(given);
    widths = Optional.of(given);
    matrix = Optional.of(new FeatureMatrix(manifolds, given.pool(), DistancePrecision.FLOAT32));
    if (stored.pool().isEmpty()) {
      pool = Optional.of(new StatisticsAccumulator(program, "pool features", given.pool()));
    }
    if (stored.spatial().isEmpty() && given.spatial().isPresent()) {
      spatial =
          Optional.of(
              new StatisticsAccumulator(program, "spatial features", given.spatial().getAsInt()));
    }
  }

  long size() {
    return matrix.map(FeatureMatrix::rows).orElse(0);
  }

  /** Empty if there are no images. */
  Optional<FeatureMatrix> matrix() {
    return matrix;
  }

  Optional<GaussianStatistics> poolStatistics() {
    return stored.pool().or(() -> pool.map(StatisticsAccumulator::finish));
  }

  Optional<GaussianStatistics> spatialStatistics() {
    return stored.spatial().or(() -> spatial.map(StatisticsAccumulator::finish));
  }

  @Override
  public void close() {
    matrix.ifPresent(FeatureMatrix::close);
    pool.ifPresent(StatisticsAccumulator::close);
    spatial.ifPresent(StatisticsAccumulator::close);
  }
}
