package io.upstack.runners.progress;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a stage has come.
 *
 * @param samplesPerSecond of late; 0 while it is not known
 */
record StageStatus(String stage, long done, long total, double samplesPerSecond) {
  boolean isFinished() {
    return done >= total;
  }

  /** At the present rate, rounded up to seconds; empty while there is none. */
  Optional<Duration> timeLeft() {
    if (samplesPerSecond <= 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofSeconds((long) Math.ceil((total - done) / samplesPerSecond)));
  }
}
