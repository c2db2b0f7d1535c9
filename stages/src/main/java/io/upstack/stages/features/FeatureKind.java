package io.upstack.stages.features;

import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.Features;
import java.util.Optional;
import java.util.OptionalInt;

/** The outputs of an extractor, each an array of a features object. */
public enum FeatureKind {
  /** For FID, KID and all that measures distances. */
  POOL("pool"),
  /** For sFID. */
  SPATIAL("spatial"),
  /** For the Inception Score. */
  LOGITS("logits");

  private final String array;

  FeatureKind(String array) {
    this.array = array;
  }

  /** Name in the object. */
  public String array() {
    return array;
  }

  /** Absent if the extractor gives none. */
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
