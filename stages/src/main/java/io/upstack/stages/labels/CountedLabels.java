package io.upstack.stages.labels;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import io.upstack.proto.Labels;

/**
 * Assigns runs of equal labels.
 *
 * @param labelsByEnd the label of each run by the index after its last sample
 */
record CountedLabels(ImmutableSortedMap<Long, Integer> labelsByEnd) implements LabelAssignment {
  CountedLabels {
    checkArgument(!labelsByEnd.isEmpty(), "the list of counts gives no sample a label");
  }

  static CountedLabels of(Labels.Counts counts) {
    ImmutableSortedMap.Builder<Long, Integer> labelsByEnd = ImmutableSortedMap.naturalOrder();
    long end = 0;
    for (Labels.Count count : counts.getCountsList()) {
      if (count.getSamples() > 0) {
        end = Math.addExact(end, count.getSamples());
        labelsByEnd.put(end, count.getLabel());
      }
    }
    return new CountedLabels(labelsByEnd.build());
  }

  @Override
  public int label(long sampleIndex) {
    long index = SampleIndices.checked(sampleIndex) % labelsByEnd.lastKey();
    return labelsByEnd.higherEntry(index).getValue();
  }
}
