package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The images of one class, or, without a label, images of no particular class.
 *
 * @param className the readable name of the label, if it has one
 * @param generated samples of the run, may be empty
 * @param reference images of the reference batch, may be empty
 */
public record ImageRow(
    OptionalInt label,
    Optional<String> className,
    List<RgbImage> generated,
    List<RgbImage> reference) {
  public ImageRow {
    generated = ImmutableList.copyOf(generated);
    reference = ImmutableList.copyOf(reference);
  }
}
