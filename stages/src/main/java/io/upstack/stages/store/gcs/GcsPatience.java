package io.upstack.stages.store.gcs;

import java.time.Duration;

/**
 * How long to wait for failures that may pass.
 *
 * @param firstPause the pause before the second attempt; each further pause is twice as long, with
 *     jitter
 * @param longestPause the longest pause between attempts
 * @param deadline the time since the first attempt after which no further one is made; for reading
 *     it starts again with each byte that arrives
 * @param connectTimeout the timeout for connecting in one attempt
 * @param readTimeout the timeout for each piece of the reply in one attempt
 */
public record GcsPatience(
    Duration firstPause,
    Duration longestPause,
    Duration deadline,
    Duration connectTimeout,
    Duration readTimeout) {
  /** Returns the standard durations, which amount to two minutes in all. */
  public static GcsPatience standard() {
    return new GcsPatience(
        Duration.ofMillis(200),
        Duration.ofSeconds(20),
        Duration.ofMinutes(2),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60));
  }
}
