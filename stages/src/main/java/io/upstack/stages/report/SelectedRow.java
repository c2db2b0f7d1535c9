package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Indices of the images of one class, or, without a label, of no particular class.
 *
 * @param samples indices within the run, ascending
 * @param reference indices within the reference batch, ascending
 */
public record SelectedRow(OptionalInt label, List<Integer> samples, List<Integer> reference) {
  public SelectedRow {
    samples = ImmutableList.copyOf(samples);
    reference = ImmutableList.copyOf(reference);
  }
}
