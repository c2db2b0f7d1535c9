package io.upstack.stages.shards;

import io.upstack.stages.arrays.MalformedArrayException;
import io.upstack.stages.store.ChangedInputException;
import io.upstack.stages.store.NoSuchObjectException;
import io.upstack.stages.store.PermanentFailure;
import io.upstack.stages.store.gcs.GcsException;
import io.upstack.stages.store.gcs.GcsException.Outlook;
import io.upstack.stages.zip.MalformedZipException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries store operations that failed, after a short pause. Failures that will not get better are
 * not retried: a file that is malformed, missing or not permitted, an interrupted thread, and
 * everything that is not an {@link IOException}.
 */
final class StoreRetries {
  private static final Logger logger = LoggerFactory.getLogger(StoreRetries.class);

  private final List<Duration> pauses;
  private final Sleeper sleeper;
  private final Runnable listener;

  /**
   * @param pauses the pauses before each further attempt
   */
  StoreRetries(List<Duration> pauses, Sleeper sleeper) {
    this(pauses, sleeper, () -> {});
  }

  private StoreRetries(List<Duration> pauses, Sleeper sleeper, Runnable listener) {
    this.pauses = List.copyOf(pauses);
    this.sleeper = sleeper;
    this.listener = listener;
  }

  /** Returns the same retries with a listener that is called before each further attempt. */
  StoreRetries telling(Runnable retryListener) {
    return new StoreRetries(pauses, sleeper, retryListener);
  }

  /** Returns retries with three more attempts within a few seconds. */
  static StoreRetries standard() {
    return new StoreRetries(
        List.of(Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(5)),
        pause -> Thread.sleep(pause.toMillis()));
  }

  /** An attempt at something that leaves nothing behind when it fails. */
  @FunctionalInterface
  interface Attempt<T> {
    T run() throws IOException;
  }

  /** Waits for a given time. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration pause) throws InterruptedException;
  }

  /**
   * Returns the result of the first attempt that succeeds.
   *
   * @param name the name of the object, for the log
   * @throws IOException the failure of the last attempt
   */
  <T> T run(String name, Attempt<T> attempt) throws IOException {
    for (Duration pause : pauses) {
      try {
        return attempt.run();
      } catch (IOException e) {
        if (!isTransient(e)) {
          throw e;
        }
        logger.warn("{}: {}; trying again in {} ms", name, e.getMessage(), pause.toMillis());
        listener.run();
        sleep(pause);
      }
    }
    return attempt.run();
  }

  private void sleep(Duration pause) throws InterruptedIOException {
    try {
      sleeper.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while waiting for the store");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private static boolean isTransient(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof MalformedArrayException
          || cause instanceof MalformedZipException
          || cause instanceof PermanentFailure
          || cause instanceof NoSuchObjectException
          || cause instanceof OutputChangedException
          || cause instanceof ChangedInputException
          || cause instanceof AccessDeniedException
          || (cause instanceof GcsException request && request.outlook() == Outlook.PERMANENT)) {
        return false;
      }
    }
    return !Thread.currentThread().isInterrupted();
  }
}
