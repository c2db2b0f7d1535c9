package io.upstack.stages.inception;

import static io.upstack.stages.inception.Convolution.pointwise;
import static io.upstack.stages.inception.Convolution.same;
import static io.upstack.stages.inception.Convolution.valid;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;

/**
 * Inception-v3 (Szegedy et al., 2015) as it was published on 2015-12-05. Its modules have
 * torchvision's names, and the shapes are for images of 299x299.
 *
 * @param features the graph's pool_3: [N, 2048]
 * @param spatial the first seven channels of the graph's mixed_6/conv: [N, 17 * 17 * 7], with the
 *     channels of a pixel adjacent
 * @param logits the graph's softmax/logits/MatMul, without bias: [N, 1008]
 */
record InceptionV3(Value features, Value spatial, Value logits) {
  static final int FEATURES = 2048;
  static final int CLASSES = 1008;
  private static final int SPATIAL_CHANNELS = 7;

  /**
   * Writes the network into a method.
   *
   * @param images fp32 [N, 3, 299, 299] in [-1, 1]
   */
  static InceptionV3 write(Layers layers, Value images) {
    FeatureMap x = layers.input(images, 3);
    x = layers.convolution(x, valid("Conv2d_1a_3x3", 32, 3, 2)); // 149x149
    x = layers.convolution(x, valid("Conv2d_2a_3x3", 32, 3, 1)); // 147x147
    x = layers.convolution(x, same("Conv2d_2b_3x3", 64, 3, 3));
    x = layers.halve(x); // 73x73
    x = layers.convolution(x, pointwise("Conv2d_3b_1x1", 80));
    x = layers.convolution(x, valid("Conv2d_4a_3x3", 192, 3, 1)); // 71x71
    x = layers.halve(x); // 35x35
    x = InceptionA.write(layers.in("Mixed_5b"), x, 32); // 256 channels
    x = InceptionA.write(layers.in("Mixed_5c"), x, 64); // 288 channels
    x = InceptionA.write(layers.in("Mixed_5d"), x, 64);
    x = InceptionB.write(layers.in("Mixed_6a"), x); // 17x17, 768 channels
    x = InceptionC.write(layers.in("Mixed_6b"), x, 128).output();
    x = InceptionC.write(layers.in("Mixed_6c"), x, 160).output();
    InceptionC mixed6d = InceptionC.write(layers.in("Mixed_6d"), x, 160);
    x = InceptionC.write(layers.in("Mixed_6e"), mixed6d.output(), 192).output();
    x = InceptionD.write(layers.in("Mixed_7a"), x); // 8x8, 1280 channels
    x = InceptionE.writeAveraging(layers.in("Mixed_7b"), x); // 2048 channels
    x = InceptionE.writeMaximum(layers.in("Mixed_7c"), x);
    Value features = layers.method().evaluate("torch.mean(%s, [2, 3])", x.value());
    return new InceptionV3(
        features,
        spatial(layers.method(), mixed6d.branch1x1()),
        layers.classifier(features, CLASSES, FEATURES));
  }

  private static Value spatial(MethodBuilder method, FeatureMap x) {
    Value channels = method.evaluate("torch.slice(%s, 1, 0, %d)", x.value(), SPATIAL_CHANNELS);
    return method.evaluate("torch.flatten(torch.permute(%s, [0, 2, 3, 1]), 1)", channels);
  }
}
