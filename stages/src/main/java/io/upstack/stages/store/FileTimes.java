package io.upstack.stages.store;

import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Modification times that show whether a file has changed. The system's own times do not always
 * show that: its clock stands still for milliseconds, on some file systems for two seconds, and a
 * file that is changed twice within that span keeps its time.
 */
record FileTimes(Clock clock) {
  /** The time of a record that must be compared with its object's content at the next look. */
  static final FileTime NEVER = FileTime.fromMillis(0);

  private static final Duration COARSEST_CLOCK = Duration.ofSeconds(2);
  private static final int NANOSECONDS_IN_MILLISECOND = 1_000_000;

  /**
   * Returns the current time, with random digits below the millisecond that no later change will
   * match.
   */
  FileTime unique() {
    int drawn = ThreadLocalRandom.current().nextInt(NANOSECONDS_IN_MILLISECOND);
    return FileTime.from(clock.instant().truncatedTo(ChronoUnit.MILLIS).plusNanos(drawn));
  }

  /** Returns the time to record for content that was just read from a file with this time. */
  FileTime trustworthy(FileTime modified) {
    Instant settledBefore = clock.instant().minus(COARSEST_CLOCK);
    return modified.toInstant().isBefore(settledBefore) ? modified : NEVER;
  }
}
