package io.upstack.stages.evaluate;

import ai.djl.Device;
import io.upstack.proto.Metrics;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.MetricSettings;
import io.upstack.stages.metrics.MetricValues;
import io.upstack.stages.metrics.StoredStatistics;
import java.io.IOException;

/** Compares samples with a reference: evaluator.py of guided-diffusion. */
public final class Evaluation {
  private final MetricSettings settings;
  private final Device device;

  public Evaluation(MetricSettings settings, Device device) {
    this.settings = settings;
    this.device = device;
  }

  /**
   * The metrics of the samples.
   *
   * @param stored statistics of the reference, which stand in for those of its features
   */
  public Metrics of(FeatureSource samples, FeatureSource reference, StoredStatistics stored)
      throws IOException {
    try (MetricProgram program = MetricProgram.open(device);
        MetricsCalculator calculator = new MetricsCalculator(program, settings, stored)) {
      reference.forEach(calculator::addReference);
      samples.forEach(calculator::addSamples);
      return message(calculator.finish());
    }
  }

  private static Metrics message(MetricValues values) {
    Metrics.Builder metrics = Metrics.newBuilder();
    values.fid().ifPresent(metrics::setFid);
    values.sfid().ifPresent(metrics::setSfid);
    values.inceptionScore().ifPresent(metrics::setInceptionScore);
    values.precision().ifPresent(metrics::setPrecision);
    values.recall().ifPresent(metrics::setRecall);
    return metrics.build();
  }
}
