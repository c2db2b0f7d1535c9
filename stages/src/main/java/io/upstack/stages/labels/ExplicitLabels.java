package io.upstack.stages.labels;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;

/** Assigns the i-th label of a list to sample i. */
record ExplicitLabels(ImmutableIntArray labels) implements LabelAssignment {
  ExplicitLabels {
    checkArgument(!labels.isEmpty(), "the list of labels is empty");
  }

  ExplicitLabels(List<Integer> labels) {
    this(ImmutableIntArray.copyOf(labels));
  }

  @Override
  public int label(long sampleIndex) {
    return labels.get((int) (SampleIndices.checked(sampleIndex) % labels.length()));
  }
}
