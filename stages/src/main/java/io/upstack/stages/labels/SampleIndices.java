package io.upstack.stages.labels;

import static com.google.common.base.Preconditions.checkArgument;

/** What all assignments ask of an index. */
final class SampleIndices {
  private SampleIndices() {}

  static long checked(long sampleIndex) {
    checkArgument(sampleIndex >= 0, "sample index %s is negative", sampleIndex);
    return sampleIndex;
  }
}
