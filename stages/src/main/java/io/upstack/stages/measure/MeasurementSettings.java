package io.upstack.stages.measure;

import io.upstack.proto.Evaluation;
import io.upstack.stages.manifolds.DistancePrecision;
import io.upstack.stages.manifolds.NeighbourSettings;

/** What an evaluation's settings mean to the arithmetic. */
final class MeasurementSettings {
  private static final String FLOAT16 = "fp16";

  private MeasurementSettings() {}

  static NeighbourSettings neighbours(Evaluation evaluation) {
    return new NeighbourSettings(
        evaluation.getNearestK(), evaluation.getDensityK(), precision(evaluation));
  }

  static DistancePrecision precision(Evaluation evaluation) {
    return evaluation.getDistancePrecision().equals(FLOAT16)
        ? DistancePrecision.FLOAT16_WHERE_FINITE
        : DistancePrecision.FLOAT32;
  }
}
