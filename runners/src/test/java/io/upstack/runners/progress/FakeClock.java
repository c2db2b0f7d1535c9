package io.upstack.runners.progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/** A clock that a test sets forward. It begins near the point where nanoseconds wrap around. */
final class FakeClock implements LongSupplier {
  private long nanoseconds = Long.MAX_VALUE - 5_000_000_000L;

  void advance(Duration duration) {
    nanoseconds += duration.toNanos();
  }

  @Override
  public long getAsLong() {
    return nanoseconds;
  }
}
