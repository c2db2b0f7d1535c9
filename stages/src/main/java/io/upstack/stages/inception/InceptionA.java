package io.upstack.stages.inception;

import static io.upstack.stages.inception.Convolution.pointwise;
import static io.upstack.stages.inception.Convolution.same;

import java.util.List;

/** Mixed_5b to Mixed_5d: 1x1, 5x5 and two 3x3 convolutions beside one another, at 35x35. */
final class InceptionA {
  private InceptionA() {}

  static FeatureMap write(Layers layers, FeatureMap x, int poolChannels) {
    List<FeatureMap> heads =
        layers.pointwise(
            x,
            pointwise("branch1x1", 64),
            pointwise("branch5x5_1", 48),
            pointwise("branch3x3dbl_1", 64));
    FeatureMap branch1x1 = heads.get(0);
    FeatureMap branch5x5 = layers.convolution(heads.get(1), same("branch5x5_2", 64, 5, 5));
    FeatureMap branch3x3 = layers.convolution(heads.get(2), same("branch3x3dbl_2", 96, 3, 3));
    branch3x3 = layers.convolution(branch3x3, same("branch3x3dbl_3", 96, 3, 3));
    FeatureMap pool = layers.pointwiseOfAverages(x, pointwise("branch_pool", poolChannels));
    return layers.concatenate(branch1x1, branch5x5, branch3x3, pool);
  }
}
