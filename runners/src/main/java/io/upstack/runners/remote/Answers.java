package io.upstack.runners.remote;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Waits for the answers of a cluster. If one does not come, it says why in one line. */
final class Answers {
  static final int SECONDS_OF_ONE = 20;

  private final FlinkAddress address;

  Answers(FlinkAddress address) {
    this.address = address;
  }

  /** Waits for the answer to a request. {@code what} names the request in errors. */
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

  /** Returns the exception for a request that a reachable cluster does not fulfill. */
  IOException failure(String what, Exception cause) {
    return told("the cluster at %s does not %s: %s".formatted(address, what, reason(cause)), cause);
  }

  /**
   * Makes an exception whose message has everything that a user wants to know about the cause. The
   * cause with its chain of Flink exceptions appears only in the stack trace.
   */
  static IOException told(String message, Exception cause) {
    IOException exception = new IOException(message);
    exception.addSuppressed(cause);
    return exception;
  }

  /** Returns the reason of a failure in one line. */
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
