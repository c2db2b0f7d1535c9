package io.upstack.stages.store.gcs;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Growing pauses between attempts, until a deadline. */
final class Pauses {
  private final GcsPatience patience;
  private final long start = System.nanoTime();
  private Duration next;

  Pauses(GcsPatience patience) {
    this.patience = patience;
    this.next = patience.firstPause();
  }

  /** Pauses, or returns false at once if the pause would pass the deadline. */
  boolean pause() throws InterruptedIOException {
    long millis = ThreadLocalRandom.current().nextLong(next.toMillis() + 1);
    Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
    if (elapsed.plusMillis(millis).compareTo(patience.deadline()) > 0) {
      return false;
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while waiting for a bucket");
      interrupted.initCause(e);
      throw interrupted;
    }
    Duration doubled = next.multipliedBy(2);
    next = doubled.compareTo(patience.longestPause()) < 0 ? doubled : patience.longestPause();
    return true;
  }
}
