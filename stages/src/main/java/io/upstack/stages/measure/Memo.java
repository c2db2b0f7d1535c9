package io.upstack.stages.measure;

import java.io.IOException;
import java.util.Optional;

/** A value that is computed once, when one of many threads first requests it. */
final class Memo<T> {
  private final Maker<T> maker;
  private Optional<T> made = Optional.empty();

  Memo(Maker<T> maker) {
    this.maker = maker;
  }

  /** Computes the value. */
  @FunctionalInterface
  interface Maker<T> {
    T make() throws IOException;
  }

  /**
   * Returns the same value to all threads. If the maker throws an exception, it is passed on, and
   * the next call runs the maker again.
   */
  synchronized T get() throws IOException {
    if (made.isEmpty()) {
      made = Optional.of(maker.make());
    }
    return made.get();
  }

  /** Returns the value if it has been computed. */
  synchronized Optional<T> ifMade() {
    return made;
  }
}
