package io.upstack.stages.networks;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;

/**
 * A value of shape [N, channels, H, W], in channels-last memory.
 *
 * @param size the height and width at the image size of the network's architecture; it only serves
 *     to count operations, because a program takes images of any size
 */
record FeatureMap(Value value, int channels, int size) {
  /** Returns the number of pixels. */
  int positions() {
    return size * size;
  }

  FeatureMap resized(Value other, int otherSize) {
    return new FeatureMap(other, channels, otherSize);
  }

  FeatureMap with(Value other) {
    return new FeatureMap(other, channels, size);
  }

  /**
   * Views the same memory as [N, H * W, channels]. Operations that broadcast over positions use
   * this view because on a CPU it is several times as fast as [N, channels, H, W].
   */
  Value tokens(MethodBuilder method) {
    return method.evaluate("torch.transpose(torch.flatten(%s, 2), 1, 2)", value);
  }

  /** Turns values [N, H * W, channels] into a map with the size of this one. */
  FeatureMap ofTokens(MethodBuilder method, Value tokens) {
    return with(method.evaluate("torch.view_as(torch.transpose(%s, 1, 2), %s)", tokens, value));
  }
}
