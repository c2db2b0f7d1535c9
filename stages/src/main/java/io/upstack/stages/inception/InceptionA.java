package io.upstack.stages.inception;

import static io.upstack.stages.inception.Convolution.pointwise;
import static io.upstack.stages.inception.Convolution.same;

/** The modules Mixed_5b to Mixed_5d, with parallel 1x1, 5x5 and two 3x3 convolutions, at 35x35. */
final class InceptionA {
  private InceptionA() {}

  static FeatureMap write(Layers layers, FeatureMap x, int poolChannels) {
    FeatureMap branch1x1 = layers.convolution(x, pointwise("branch1x1", 64));
    FeatureMap branch5x5 = layers.convolution(x, pointwise("branch5x5_1", 48));
    branch5x5 = layers.convolution(branch5x5, same("branch5x5_2", 64, 5, 5));
    FeatureMap branch3x3dbl = layers.convolution(x, pointwise("branch3x3dbl_1", 64));
    branch3x3dbl = layers.convolution(branch3x3dbl, same("branch3x3dbl_2", 96, 3, 3));
    branch3x3dbl = layers.convolution(branch3x3dbl, same("branch3x3dbl_3", 96, 3, 3));
    FeatureMap pool = layers.pointwiseOfAverages(x, pointwise("branch_pool", poolChannels));
    return layers.concatenate(branch1x1, branch5x5, branch3x3dbl, pool);
  }
}
