package io.upstack.stages.labels;

import static com.google.common.base.Preconditions.checkArgument;

/** Assigns every class in turn. */
record BalancedLabels(int classes) implements LabelAssignment {
  BalancedLabels {
    checkArgument(classes >= 1, "there are %s classes, expected at least 1", classes);
  }

  @Override
  public int label(long sampleIndex) {
    return (int) (SampleIndices.checked(sampleIndex) % classes);
  }
}
