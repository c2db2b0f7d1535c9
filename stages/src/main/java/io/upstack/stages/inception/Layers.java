package io.upstack.stages.inception;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What the network is made of, written into a method of a program. */
interface Layers {
  MethodBuilder method();

  /** The same layers, with the names of convolutions inside this module, such as Mixed_5b. */
  Layers in(String module);

  /** The images, fp32 [N, channels, H, W], as this kind of layers takes them. */
  FeatureMap input(Value images, int channels);

  FeatureMap convolution(FeatureMap x, Convolution convolution);

  /**
   * A convolution of kernel 1 that reads averages over 3x3 pixels. The average is of those pixels
   * that are in the image (TensorFlow's; torchvision's network counts zeros around it).
   */
  FeatureMap pointwiseOfAverages(FeatureMap x, Convolution convolution);

  /** Logits [N, classes] of vectors [N, features], without bias. */
  Value classifier(Value x, int classes, int features);

  /** The maximum over 3x3 pixels around each, of the same size. */
  default FeatureMap maximum(FeatureMap x) {
    return x.with(method().evaluate("torch.max_pool2d(%s, [3, 3], [1, 1], [1, 1])", x.value()));
  }

  /** The maximum over 3x3 pixels, at every second one. */
  default FeatureMap halve(FeatureMap x) {
    return x.with(method().evaluate("torch.max_pool2d(%s, [3, 3], [2, 2])", x.value()));
  }

  default FeatureMap averages(FeatureMap x) {
    return x.with(
        method().evaluate("torch.avg_pool2d(%s, [3, 3], [1, 1], [1, 1], False, False)", x.value()));
  }

  default FeatureMap rectified(FeatureMap x) {
    return x.with(method().evaluate("torch.relu_(%s)", x.value()));
  }

  /** Along the channels. */
  default FeatureMap concatenate(FeatureMap... parts) {
    String values =
        Arrays.stream(parts).map(part -> part.value().toString()).collect(Collectors.joining(", "));
    int channels = Arrays.stream(parts).mapToInt(FeatureMap::channels).sum();
    return new FeatureMap(method().evaluate("torch.cat([%s], 1)", values), channels);
  }
}
