package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import java.util.OptionalInt;

/**
 * How many numbers an extractor gives for an image.
 *
 * @param spatial absent if it gives no spatial features
 * @param logits absent if it gives no logits
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
