package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/**
 * The output of an extractor for some images, with one row per image.
 *
 * @param pool [N, D], for FID, precision and recall
 * @param spatial [N, S], for sFID
 * @param logits [N, K] without bias, for the Inception Score
 */
public record FeatureBatch(Features pool, Optional<Features> spatial, Optional<Features> logits) {
  public FeatureBatch {
    requireRows(pool, spatial, "spatial features");
    requireRows(pool, logits, "logits");
  }

  /** Returns the number of images. */
  public int size() {
    return pool.rows();
  }

  /**
   * Rejects NaN and infinities.
   *
   * @param image returns the name of the image of a row
   * @throws MetricsException naming the feature and its image
   */
  public void requireFinite(IntFunction<String> image) {
    pool.requireFinite("pool feature", image);
    spatial.ifPresent(values -> values.requireFinite("spatial feature", image));
    logits.ifPresent(values -> values.requireFinite("logit", image));
  }

  public FeatureWidths widths() {
    return new FeatureWidths(pool.width(), width(spatial), width(logits));
  }

  /** Returns the features of the first {@code count} images. */
  public FeatureBatch first(int count) {
    return slice(0, count);
  }

  /** Returns the features of the images from one index up to but without another. */
  public FeatureBatch slice(int from, int to) {
    return new FeatureBatch(
        pool.slice(from, to),
        spatial.map(features -> features.slice(from, to)),
        logits.map(features -> features.slice(from, to)));
  }

  private static OptionalInt width(Optional<Features> features) {
    return features.map(given -> OptionalInt.of(given.width())).orElseGet(OptionalInt::empty);
  }

  private static void requireRows(Features pool, Optional<Features> other, String name) {
    other
        .filter(given -> given.rows() != pool.rows())
        .ifPresent(
            given -> {
              throw new IllegalArgumentException(
                  String.format(
                      ROOT,
                      "%d rows of %s for %d rows of pool features",
                      given.rows(),
                      name,
                      pool.rows()));
            });
  }
}
