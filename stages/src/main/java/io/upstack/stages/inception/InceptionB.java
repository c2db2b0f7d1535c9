package io.upstack.stages.inception;

import static io.upstack.stages.inception.Convolution.pointwise;
import static io.upstack.stages.inception.Convolution.same;
import static io.upstack.stages.inception.Convolution.valid;

/** The module Mixed_6a, which goes from 35x35 to 17x17. */
final class InceptionB {
  private InceptionB() {}

  static FeatureMap write(Layers layers, FeatureMap x) {
    FeatureMap branch3x3 = layers.convolution(x, valid("branch3x3", 384, 3, 2));
    FeatureMap branch3x3dbl = layers.convolution(x, pointwise("branch3x3dbl_1", 64));
    branch3x3dbl = layers.convolution(branch3x3dbl, same("branch3x3dbl_2", 96, 3, 3));
    branch3x3dbl = layers.convolution(branch3x3dbl, valid("branch3x3dbl_3", 96, 3, 2));
    return layers.concatenate(branch3x3, branch3x3dbl, layers.halve(x));
  }
}
