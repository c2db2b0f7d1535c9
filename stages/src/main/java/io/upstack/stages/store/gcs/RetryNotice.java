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
 * Reports that a client retries, so that nobody waits for minutes without a message. A server that
 * cannot be reached is reported at the first retry, other trouble only after it has lasted for some
 * seconds. However many requests fail, there is only one report in twice the time for which a
 * request is retried.
 */
@SuppressWarnings("serial") // Clocks are serializable, as the client's options require.
final class RetryNotice implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger logger = LoggerFactory.getLogger(RetryNotice.class);
  private static final Duration PASSING = Duration.ofSeconds(3);

  private final String address;
  private final Duration deadline;
  private final Clock clock;

  /** When a request failed, if none has been answered since. */
  private Instant failing;

  /** When the last report was made. */
  private Instant said;

  /**
   * @param address the address of the server
   * @param deadline the deadline of each request
   */
  RetryNotice(String address, Duration deadline, Clock clock) {
    this.address = address;
    this.deadline = deadline;
    this.clock = clock;
  }

  /** Notes that a request is about to be retried. */
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

  /** Notes that a request was answered successfully. */
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
