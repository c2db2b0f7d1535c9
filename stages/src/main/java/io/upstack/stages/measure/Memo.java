package io.upstack.stages.measure;

import java.io.IOException;
import java.util.Optional;

/** Something that is made once, when it is first asked for, by whoever of many threads asks. */
final class Memo<T> {
  private final Maker<T> maker;
  private Optional<T> made = Optional.empty();

  Memo(Maker<T> maker) {
    this.maker = maker;
  }

  /** Makes it. */
  @FunctionalInterface
  interface Maker<T> {
    T make() throws IOException;
  }

  /** The same for everyone. What the maker throws is thrown on, and it is asked again next time. */
  synchronized T get() throws IOException {
    if (made.isEmpty()) {
      made = Optional.of(maker.make());
    }
    return made.get();
  }

  /** Empty unless it was asked for. */
  synchronized Optional<T> ifMade() {
    return made;
  }
}
