package io.upstack.stages.inception;

import io.upstack.stages.programs.Value;

/** A value of shape [N, channels, H, W]. */
record FeatureMap(Value value, int channels) {
  FeatureMap with(Value other) {
    return new FeatureMap(other, channels);
  }
}
