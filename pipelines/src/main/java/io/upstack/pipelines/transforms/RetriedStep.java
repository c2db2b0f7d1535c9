package io.upstack.pipelines.transforms;

import io.upstack.proto.WorkOrder;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.PermanentFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A step of a pipeline that is taken once and not spread over workers. If it fails where a runner
 * would begin it again and again, it is tried three times and then ends the pipeline.
 */
final class RetriedStep {
  private static final Logger logger = LoggerFactory.getLogger(RetriedStep.class);
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(5));

  private final String name;
  private final WorkOrder order;
  private final JobTerms terms;
  private final SetUpFailures.Sleeper sleeper;

  /**
   * @param name what the step does, for messages
   */
  RetriedStep(String name, WorkOrder order, JobTerms terms) {
    this(name, order, terms, pause -> TimeUnit.MILLISECONDS.sleep(pause.toMillis()));
  }

  RetriedStep(String name, WorkOrder order, JobTerms terms, SetUpFailures.Sleeper sleeper) {
    this.name = name;
    this.order = order;
    this.terms = terms;
    this.sleeper = sleeper;
  }

  /** The work of a step, which leaves nothing half done if it fails. */
  @FunctionalInterface
  interface Work {
    void run() throws IOException;
  }

  /** Does the work with the buckets of the order. */
  void run(Work work) throws IOException {
    try (Buckets.Use use = Buckets.join(order.getStorage())) {
      if (!order.hasAttempts()) {
        work.run();
        return;
      }
      runWithAttempts(work);
    }
  }

  private void runWithAttempts(Work work) throws IOException {
    for (Duration pause : PAUSES) {
      try {
        work.run();
        return;
      } catch (IOException | RuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (e instanceof PermanentFailure) {
          throw givenUp(e);
        }
        logger.warn("{}: {}; trying again in {} s", name, e.getMessage(), pause.toSeconds());
        sleep(pause);
      }
    }
    try {
      work.run();
    } catch (IOException | RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      throw givenUp(e);
    }
  }

  private RuntimeException givenUp(Exception cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    RuntimeException exception = terms.givenUp().exception(List.of(name + ": " + message));
    exception.addSuppressed(cause);
    return exception;
  }

  private void sleep(Duration pause) throws InterruptedIOException {
    try {
      sleeper.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted in a pause");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
