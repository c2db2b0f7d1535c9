package io.upstack.stages.metrics;

import java.util.Optional;
import java.util.OptionalDouble;

/** A metric's value and its uncertainty, or the reason why it has no value. */
public sealed interface Estimate {
  /** A value with its interval. */
  record Bounded(double number, ConfidenceInterval bounds) implements Estimate {}

  /** A value whose uncertainty is unknown. */
  record Unbounded(double number, String why) implements Estimate {}

  /** A missing value. */
  record Absent(String why) implements Estimate {}

  default OptionalDouble value() {
    if (this instanceof Bounded bounded) {
      return OptionalDouble.of(bounded.number());
    }
    return this instanceof Unbounded unbounded
        ? OptionalDouble.of(unbounded.number())
        : OptionalDouble.empty();
  }

  default Optional<ConfidenceInterval> interval() {
    return this instanceof Bounded bounded ? Optional.of(bounded.bounds()) : Optional.empty();
  }

  /** Returns the reason why the value or its interval is missing, and what would be sufficient. */
  default Optional<String> reason() {
    if (this instanceof Unbounded unbounded) {
      return Optional.of(unbounded.why());
    }
    return this instanceof Absent absent ? Optional.of(absent.why()) : Optional.empty();
  }
}
