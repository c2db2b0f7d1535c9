package io.upstack.stages.store.gcs;

import java.time.Duration;

/**
 * How long is waited for what may get better.
 *
 * @param firstPause before the second attempt; each further pause is twice as long, with jitter
 * @param longestPause between attempts
 * @param deadline from the first attempt, after which no other is made; reading begins anew with
 *     each byte that arrives
 * @param connectTimeout of one attempt
 * @param readTimeout of one attempt, for each piece of its reply
 */
public record GcsPatience(
    Duration firstPause,
    Duration longestPause,
    Duration deadline,
    Duration connectTimeout,
    Duration readTimeout) {
  /** Two minutes in all. */
  public static GcsPatience standard() {
    return new GcsPatience(
        Duration.ofMillis(200),
        Duration.ofSeconds(20),
        Duration.ofMinutes(2),
        Duration.ofSeconds(20),
        Duration.ofSeconds(60));
  }
}
