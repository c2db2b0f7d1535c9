package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import java.util.OptionalInt;

/**
 * The number of values that an extractor returns per image.
 *
 * @param spatial absent if it returns no spatial features
 * @param logits absent if it returns no logits
 */
public record FeatureWidths(int pool, OptionalInt spatial, OptionalInt logits) {
  @Override
  public String toString() {
    return String.format(
        ROOT, "%d (pool), %s (spatial) and %s (logits)", pool, text(spatial), text(logits));
  }

  private static String text(OptionalInt width) {
    return width.isPresent() ? String.valueOf(width.getAsInt()) : "none";
  }
}
