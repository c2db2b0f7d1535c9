package io.upstack.stages.labels;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import io.upstack.proto.Labels;
import java.util.Arrays;

/**
 * Runs of one label each.
 *
 * @param labels the label of each run
 * @param ends the index after the last sample of each run, increasing
 */
record CountedLabels(ImmutableIntArray labels, ImmutableLongArray ends) implements LabelAssignment {
  CountedLabels {
    checkArgument(!labels.isEmpty(), "the list of counts gives no sample a label");
  }

  static CountedLabels of(Labels.Counts counts) {
    ImmutableIntArray.Builder labels = ImmutableIntArray.builder();
    ImmutableLongArray.Builder ends = ImmutableLongArray.builder();
    long end = 0;
    for (Labels.Count count : counts.getCountsList()) {
      if (count.getSamples() > 0) {
        end = Math.addExact(end, count.getSamples());
        labels.add(count.getLabel());
        ends.add(end);
      }
    }
    return new CountedLabels(labels.build(), ends.build());
  }

  @Override
  public int label(long sampleIndex) {
    long total = ends.get(ends.length() - 1);
    long index = SampleIndices.checked(sampleIndex) % total;
    int found = Arrays.binarySearch(ends.toArray(), index);
    // An end belongs to the run after it; a miss tells where it would be inserted.
    return labels.get(found >= 0 ? found + 1 : -found - 1);
  }
}
