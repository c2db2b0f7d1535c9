package io.upstack.runners.remote;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Waits for what a cluster answers, and says in a line why it does not. */
final class Answers {
  static final int SECONDS_OF_ONE = 20;

  private final FlinkAddress address;

  Answers(FlinkAddress address) {
    this.address = address;
  }

  /** The answer to a request, which {@code what} names. */
  <T> T await(CompletableFuture<T> answer, String what) throws IOException {
    try {
      return answer.get(SECONDS_OF_ONE, SECONDS);
    } catch (ExecutionException e) {
      throw failure(what, e);
    } catch (TimeoutException e) {
      throw told(
          "the cluster at %s does not %s within %d seconds"
              .formatted(address, what, SECONDS_OF_ONE),
          e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** What a cluster that answers has against a request. */
  IOException failure(String what, Exception cause) {
    return told("the cluster at %s does not %s: %s".formatted(address, what, reason(cause)), cause);
  }

  /**
   * With all in its message that a user wants to know of its cause, whose own chain of Flink's
   * exceptions is seen in its stack trace alone.
   */
  static IOException told(String message, Exception cause) {
    IOException exception = new IOException(message);
    exception.addSuppressed(cause);
    return exception;
  }

  /** One line. */
  String reason(Exception failure) {
    if (failure instanceof TimeoutException) {
      return "no answer within %d seconds".formatted(SECONDS_OF_ONE);
    }
    Throwable root = Throwables.getRootCause(failure);
    String message = Optional.ofNullable(root.getMessage()).orElse("").strip();
    return message.isEmpty() ? root.getClass().getSimpleName() : message.lines().findFirst().get();
  }

  static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException interrupted = new InterruptedIOException("interrupted");
    interrupted.initCause(cause);
    return interrupted;
  }
}
