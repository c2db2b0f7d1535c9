package io.upstack.stages.inception;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The layers of the network, written into a method of a program. */
interface Layers {
  MethodBuilder method();

  /** Returns the same layers for convolutions inside this module, such as Mixed_5b. */
  Layers in(String module);

  /** Converts the images, fp32 [N, channels, H, W], to the form that this kind of layers takes. */
  FeatureMap input(Value images, int channels);

  FeatureMap convolution(FeatureMap x, Convolution convolution);

  /**
   * Writes a convolution of kernel 1 that reads averages over 3x3 pixels. The average covers only
   * pixels that are in the image (TensorFlow's average; torchvision's network counts zeros around
   * the image).
   */
  FeatureMap pointwiseOfAverages(FeatureMap x, Convolution convolution);

  /** Writes the logits [N, classes] of vectors [N, features], without bias. */
  Value classifier(Value x, int classes, int features);

  /** Writes the maximum over the 3x3 pixels around each pixel. The size stays the same. */
  default FeatureMap maximum(FeatureMap x) {
    return x.with(method().evaluate("torch.max_pool2d(%s, [3, 3], [1, 1], [1, 1])", x.value()));
  }

  /** Writes the maximum over 3x3 pixels at every second pixel. */
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

  /** Concatenates feature maps along the channels. */
  default FeatureMap concatenate(FeatureMap... parts) {
    String values =
        Arrays.stream(parts).map(part -> part.value().toString()).collect(Collectors.joining(", "));
    int channels = Arrays.stream(parts).mapToInt(FeatureMap::channels).sum();
    return new FeatureMap(method().evaluate("torch.cat([%s], 1)", values), channels);
  }
}
