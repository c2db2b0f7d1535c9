package io.upstack.stages.networks;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;

/** A value of shape [N, channels, H, W], in channels-last memory. */
record FeatureMap(Value value, int channels) {
  FeatureMap with(Value other) {
    return new FeatureMap(other, channels);
  }

  /**
   * The same memory as [N, H * W, channels]. What is broadcast over positions goes by this view: it
   * is several times as fast as over [N, channels, H, W] on a CPU.
   */
  Value tokens(MethodBuilder method) {
    return method.evaluate("torch.transpose(torch.flatten(%s, 2), 1, 2)", value);
  }

  /** Values [N, H * W, channels] as a map of this one's size. */
  FeatureMap ofTokens(MethodBuilder method, Value tokens) {
    return with(method.evaluate("torch.view_as(torch.transpose(%s, 1, 2), %s)", tokens, value));
  }
}
