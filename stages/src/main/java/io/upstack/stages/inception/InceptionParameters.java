package io.upstack.stages.inception;

import java.util.List;

/**
 * The weights of the network, wherever they come from. Arrays are in C order, and the caller's.
 *
 * <p>What does not fit is collected while the network asks for its weights, zeros standing in for
 * it, and reported as a whole by {@link #requireFit}. Not safe for use by more than one thread.
 */
public interface InceptionParameters {
  /**
   * The kernel of a convolution.
   *
   * @param convolution with its module, such as {@code Mixed_5b.branch1x1}
   * @param shape [out, in, height, width]
   */
  float[] kernel(String convolution, List<Long> shape);

  /** What follows the convolution. */
  BatchNormalization batchNormalization(String convolution, int channels);

  /** The matrix of the last layer, [classes, features]; the network leaves out its bias. */
  float[] classifier(int classes, int features);

  /**
   * Ends the reading: the network has asked for all that it needs.
   *
   * @throws io.upstack.stages.problems.InvalidInputException naming all that is missing, of another
   *     shape or type, not finite, or not of this network
   */
  void requireFit();
}
