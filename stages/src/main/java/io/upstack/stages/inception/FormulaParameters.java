package io.upstack.stages.inception;

import java.util.List;

/**
 * Parameters that return {@link FormulaWeights} for any names and shapes, for timing the network.
 */
public final class FormulaParameters implements InceptionParameters {
  private static final double EPSILON = 1e-3;

  @Override
  public float[] kernel(String convolution, List<Long> shape) {
    return values(convolution + ".conv.weight", shape);
  }

  @Override
  public BatchNormalization batchNormalization(String convolution, int channels) {
    String name = convolution + ".bn.";
    List<Long> shape = List.of((long) channels);
    return new BatchNormalization(
        values(name + "weight", shape),
        values(name + "bias", shape),
        values(name + "running_mean", shape),
        values(name + "running_var", shape),
        EPSILON);
  }

  @Override
  public float[] classifier(int classes, int features) {
    return values("fc.weight", List.of((long) classes, (long) features));
  }

  private static float[] values(String name, List<Long> shape) {
    return new FormulaWeights(name, shape).values();
  }

  @Override
  public void requireFit() {
    // Weights that are made on request always fit.
  }
}
