package io.upstack.stages.store.gcs;

import java.io.Serializable;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that a client tries again, so that nobody waits for minutes without a word. A server that
 * cannot be reached is named at the first retry, other trouble when it has lasted for some seconds.
 * It is said once in twice the time for which a request is tried, however many requests fail.
 */
@SuppressWarnings("serial") // Time's clocks are serializable, as the options of the client ask for.
final class RetryNotice implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger logger = LoggerFactory.getLogger(RetryNotice.class);
  private static final Duration PASSING = Duration.ofSeconds(3);

  private final String address;
  private final Duration deadline;
  private final Clock clock;

  /** When a request failed, and none has been answered since. */
  private Instant failing;

  /** When it was last said. */
  private Instant said;

  /**
   * @param address of the server
   * @param deadline of each request
   */
  RetryNotice(String address, Duration deadline, Clock clock) {
    this.address = address;
    this.deadline = deadline;
    this.clock = clock;
  }

  /** A request is about to be tried again. */
  synchronized void retried(Throwable failure) {
    Instant now = clock.instant();
    if (failing == null) {
      failing = now;
    }
    boolean lasts = isUnreachable(failure) || !now.isBefore(failing.plus(PASSING));
    if (lasts && (said == null || !now.isBefore(said.plus(deadline.multipliedBy(2))))) {
      said = now;
      logger.warn(
          "a request to {} failed ({}); it is tried again for up to {} s",
          address,
          GcsFailures.said(failure),
          Math.max(1, deadline.toSeconds()));
    }
  }

  /** A request was answered as it should be. */
  synchronized void answered() {
    failing = null;
  }

  private static boolean isUnreachable(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException
          || cause instanceof UnknownHostException
          || cause instanceof NoRouteToHostException
          || cause instanceof SocketTimeoutException) {
        return true;
      }
    }
    return false;
  }
}
