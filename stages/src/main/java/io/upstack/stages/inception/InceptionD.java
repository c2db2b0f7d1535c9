package io.upstack.stages.inception;

import static io.upstack.stages.inception.Convolution.pointwise;
import static io.upstack.stages.inception.Convolution.same;
import static io.upstack.stages.inception.Convolution.valid;

/** The module Mixed_7a, which goes from 17x17 to 8x8. */
final class InceptionD {
  private InceptionD() {}

  static FeatureMap write(Layers layers, FeatureMap x) {
    FeatureMap branch3x3 = layers.convolution(x, pointwise("branch3x3_1", 192));
    branch3x3 = layers.convolution(branch3x3, valid("branch3x3_2", 320, 3, 2));
    FeatureMap branch7x7 = layers.convolution(x, pointwise("branch7x7x3_1", 192));
    branch7x7 = layers.convolution(branch7x7, same("branch7x7x3_2", 192, 1, 7));
    branch7x7 = layers.convolution(branch7x7, same("branch7x7x3_3", 192, 7, 1));
    branch7x7 = layers.convolution(branch7x7, valid("branch7x7x3_4", 192, 3, 2));
    return layers.concatenate(branch3x3, branch7x7, layers.halve(x));
  }
}
