package io.upstack.stages.inception;

import static io.upstack.stages.inception.Convolution.pointwise;
import static io.upstack.stages.inception.Convolution.same;

/**
 * The modules Mixed_6b to Mixed_6e, with convolutions of 7x7 split into 1x7 and 7x1, at 17x17.
 *
 * @param branch1x1 a branch of 192 channels, the first in {@code output}
 */
record InceptionC(FeatureMap branch1x1, FeatureMap output) {
  private static final int OUT = 192;

  /**
   * @param channels the number of channels inside the branches of 7x7
   */
  static InceptionC write(Layers layers, FeatureMap x, int channels) {
    FeatureMap branch1x1 = layers.convolution(x, pointwise("branch1x1", OUT));
    FeatureMap branch7x7 = layers.convolution(x, pointwise("branch7x7_1", channels));
    branch7x7 = layers.convolution(branch7x7, same("branch7x7_2", channels, 1, 7));
    branch7x7 = layers.convolution(branch7x7, same("branch7x7_3", OUT, 7, 1));
    FeatureMap branch7x7dbl = layers.convolution(x, pointwise("branch7x7dbl_1", channels));
    branch7x7dbl = layers.convolution(branch7x7dbl, same("branch7x7dbl_2", channels, 7, 1));
    branch7x7dbl = layers.convolution(branch7x7dbl, same("branch7x7dbl_3", channels, 1, 7));
    branch7x7dbl = layers.convolution(branch7x7dbl, same("branch7x7dbl_4", channels, 7, 1));
    branch7x7dbl = layers.convolution(branch7x7dbl, same("branch7x7dbl_5", OUT, 1, 7));
    FeatureMap pool = layers.pointwiseOfAverages(x, pointwise("branch_pool", OUT));
    return new InceptionC(branch1x1, layers.concatenate(branch1x1, branch7x7, branch7x7dbl, pool));
  }
}
