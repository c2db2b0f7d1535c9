package io.upstack.stages.inception;

import static io.upstack.stages.inception.Convolution.pointwise;
import static io.upstack.stages.inception.Convolution.same;

/**
 * The modules Mixed_7b and Mixed_7c, with convolutions of 3x3 split into parallel 1x3 and 3x1, at
 * 8x8.
 */
final class InceptionE {
  private static final int WIDE = 384;

  private InceptionE() {}

  /** Writes Mixed_7b, whose last branch averages. */
  static FeatureMap writeAveraging(Layers layers, FeatureMap x) {
    return write(layers, x, layers.pointwiseOfAverages(x, pointwise("branch_pool", 192)));
  }

  /** Writes Mixed_7c, whose last branch takes the maximum, which no other Inception does. */
  static FeatureMap writeMaximum(Layers layers, FeatureMap x) {
    return write(layers, x, layers.convolution(layers.maximum(x), pointwise("branch_pool", 192)));
  }

  private static FeatureMap write(Layers layers, FeatureMap x, FeatureMap pool) {
    FeatureMap branch1x1 = layers.convolution(x, pointwise("branch1x1", 320));
    FeatureMap branch3x3 = layers.convolution(x, pointwise("branch3x3_1", WIDE));
    FeatureMap branch3x3a = layers.convolution(branch3x3, same("branch3x3_2a", WIDE, 1, 3));
    FeatureMap branch3x3b = layers.convolution(branch3x3, same("branch3x3_2b", WIDE, 3, 1));
    FeatureMap double3x3 = layers.convolution(x, pointwise("branch3x3dbl_1", 448));
    double3x3 = layers.convolution(double3x3, same("branch3x3dbl_2", WIDE, 3, 3));
    FeatureMap double3x3a = layers.convolution(double3x3, same("branch3x3dbl_3a", WIDE, 1, 3));
    FeatureMap double3x3b = layers.convolution(double3x3, same("branch3x3dbl_3b", WIDE, 3, 1));
    return layers.concatenate(branch1x1, branch3x3a, branch3x3b, double3x3a, double3x3b, pool);
  }
}
