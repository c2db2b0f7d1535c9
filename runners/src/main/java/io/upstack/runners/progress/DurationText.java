package io.upstack.runners.progress;

import java.time.Duration;

/** Formats durations for people: 45s, 1m 40s, 2h 05m. */
public final class DurationText {
  private DurationText() {}

  public static String of(Duration duration) {
    if (duration.compareTo(Duration.ofMinutes(1)) < 0) {
      return duration.toSeconds() + "s";
    }
    if (duration.compareTo(Duration.ofHours(1)) < 0) {
      return "%dm %02ds".formatted(duration.toMinutes(), duration.toSecondsPart());
    }
    return "%dh %02dm".formatted(duration.toHours(), duration.toMinutesPart());
  }
}
