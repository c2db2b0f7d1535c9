package io.upstack.stages.store.gcs;

import com.google.api.gax.retrying.ResultRetryAlgorithm;
import com.google.api.gax.retrying.TimedAttemptSettings;
import com.google.auth.Retryable;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageRetryStrategy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;

/**
 * Decides which failures of a request may pass: replies of a server that is busy or in trouble, and
 * connections that break, time out or end early. All our requests may be repeated: those that
 * change something carry a generation as their precondition.
 */
final class Transience implements StorageRetryStrategy {
  private static final long serialVersionUID = 1L;
  private static final Set<Integer> TRANSIENT = Set.of(408, 429, 500, 502, 503, 504);

  private final RetryNotice notice;

  /**
   * @param notice reports retries
   */
  Transience(RetryNotice notice) {
    this.notice = notice;
  }

  static boolean isTransient(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Retryable credentials) {
        return credentials.isRetryable();
      }
      if (cause instanceof StorageException reply && reply.getCode() > 0) {
        return TRANSIENT.contains(reply.getCode());
      }
      boolean interrupted =
          cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException);
      if (interrupted || cause instanceof SSLHandshakeException) {
        return false;
      }
    }
    return broke(failure);
  }

  private static boolean broke(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException) {
        return true;
      }
    }
    return false;
  }

  @Override
  public ResultRetryAlgorithm<?> getIdempotentHandler() {
    return new Algorithm(notice);
  }

  @Override
  public ResultRetryAlgorithm<?> getNonidempotentHandler() {
    return new Algorithm(notice);
  }

  private record Algorithm(RetryNotice notice) implements ResultRetryAlgorithm<Object> {
    @Override
    public TimedAttemptSettings createNextAttempt(
        Throwable failure, Object response, TimedAttemptSettings previous) {
      return null;
    }

    @Override
    public boolean shouldRetry(Throwable failure, Object response) {
      boolean retried = failure != null && isTransient(failure);
      if (retried) {
        notice.retried(failure);
      }
      return retried;
    }
  }
}
