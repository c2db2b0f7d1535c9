package io.upstack.stages.labels;

import static com.google.common.base.Preconditions.checkArgument;

/** Checks the sample indices that all assignments take. */
final class SampleIndices {
  private SampleIndices() {}

  static long checked(long sampleIndex) {
    checkArgument(sampleIndex >= 0, "sample index %s is negative", sampleIndex);
    return sampleIndex;
  }
}
