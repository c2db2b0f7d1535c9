package io.upstack.runners.progress;

import java.time.Duration;
import java.util.Optional;

/**
 * The progress of a stage.
 *
 * @param counted samples or units
 * @param perSecond the recent rate; 0 while it is unknown
 */
record StageStatus(String stage, long done, long total, String counted, double perSecond) {
  boolean isFinished() {
    return done >= total;
  }

  /**
   * Returns the remaining time at the present rate, rounded up to seconds; empty without a rate.
   */
  Optional<Duration> timeLeft() {
    if (perSecond <= 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds((long) Math.ceil((total - done) / perSecond)));
  }
}
