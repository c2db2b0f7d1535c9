package io.upstack.stages.inception;

import java.util.List;

/**
 * The weights of the network, regardless of their source. Arrays are in C order, and belong to the
 * caller.
 *
 * <p>Weights that do not fit are collected while the network asks for its weights, and are replaced
 * by zeros. {@link #requireFit} reports all of them together. Only one thread can use an instance.
 */
public interface InceptionParameters {
  /**
   * Returns the kernel of a convolution.
   *
   * @param convolution the name with its module, such as {@code Mixed_5b.branch1x1}
   * @param shape [out, in, height, width]
   */
  float[] kernel(String convolution, List<Long> shape);

  /** Returns the batch normalization after the convolution. */
  BatchNormalization batchNormalization(String convolution, int channels);

  /** Returns the matrix of the last layer, [classes, features]. The network leaves out its bias. */
  float[] classifier(int classes, int features);

  /**
   * Ends the reading, once the network has asked for everything it needs.
   *
   * @throws io.upstack.stages.problems.InvalidInputException naming all weights that are missing,
   *     of another shape or type, not finite, or not of this network
   */
  void requireFit();
}
