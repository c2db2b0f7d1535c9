package io.upstack.stages.features;

import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.Features;
import java.util.Optional;
import java.util.OptionalInt;

/** The outputs of an extractor. Each is an array of a features object. */
public enum FeatureKind {
  /** The output for FID, KID and all other metrics that measure distances. */
  POOL("pool"),
  /** The output for sFID. */
  SPATIAL("spatial"),
  /** The output for the Inception Score. */
  LOGITS("logits");

  private final String array;

  FeatureKind(String array) {
    this.array = array;
  }

  /** Returns the name of the array in the object. */
  public String array() {
    return array;
  }

  /** Returns the width of this output, or nothing if the extractor does not give it. */
  public OptionalInt width(FeatureWidths widths) {
    return switch (this) {
      case POOL -> OptionalInt.of(widths.pool());
      case SPATIAL -> widths.spatial();
      case LOGITS -> widths.logits();
    };
  }

  Optional<Features> of(FeatureBatch batch) {
    return switch (this) {
      case POOL -> Optional.of(batch.pool());
      case SPATIAL -> batch.spatial();
      case LOGITS -> batch.logits();
    };
  }
}
