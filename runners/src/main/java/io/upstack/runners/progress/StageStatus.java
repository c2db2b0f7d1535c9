package io.upstack.runners.progress;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a stage has come.
 *
 * @param counted samples or units
 * @param perSecond how many of them of late; 0 while it is not known
 */
record StageStatus(String stage, long done, long total, String counted, double perSecond) {
  boolean isFinished() {
    return done >= total;
  }

  /** At the present rate, rounded up to seconds; empty while there is none. */
  Optional<Duration> timeLeft() {
    if (perSecond <= 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds((long) Math.ceil((total - done) / perSecond)));
  }
}
