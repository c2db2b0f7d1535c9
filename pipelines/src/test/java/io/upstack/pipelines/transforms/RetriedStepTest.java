package io.upstack.pipelines.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.store.PermanentFailure;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RetriedStepTest {
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration LONG = Duration.ofSeconds(5);

  private static final JobTerms TERMS =
      new JobTerms(
          List.of(), failures -> new GivenUpException(String.join(", ", failures)), List.of());

  private final List<Duration> pauses = new ArrayList<>();
  private int attempts;

  @AfterEach
  void goOn() {
    // The flag would end other tests of this thread.
    Thread.interrupted();
  }

  @Test
  void isTriedUntilItSucceeds() throws IOException {
    counted().run(() -> failUntil(3));

    assertThat(attempts).isEqualTo(3);
    assertThat(pauses).containsExactly(SHORT, LONG);
  }

  @Test
  void endsThePipelineAfterThreeAttemptsAndSaysWhy() {
    assertThatThrownBy(() -> counted().run(() -> failUntil(4)))
        .isInstanceOf(GivenUpException.class)
        .hasMessage("the report: attempt 3 failed")
        .satisfies(
            e ->
                assertThat(e.getSuppressed())
                    .singleElement()
                    .isInstanceOf(IOException.class)
                    .extracting(Throwable::getMessage)
                    .isEqualTo("attempt 3 failed"));
    assertThat(attempts).isEqualTo(3);
    assertThat(pauses).containsExactly(SHORT, LONG);
  }

  @Test
  void namesAFailureThatHasNoMessage() {
    assertThatThrownBy(
            () ->
                counted()
                    .run(
                        () -> {
                          throw new IllegalStateException();
                        }))
        .isInstanceOf(GivenUpException.class)
        .hasMessage("the report: java.lang.IllegalStateException");
  }

  @Test
  void isNotTriedAgainIfTheFailureStays() {
    assertThatThrownBy(
            () ->
                counted()
                    .run(
                        () -> {
                          attempts++;
                          throw new ChangedException("the reference has changed");
                        }))
        .isInstanceOf(GivenUpException.class)
        .hasMessage("the report: the reference has changed");
    assertThat(attempts).isOne();
    assertThat(pauses).isEmpty();
  }

  @Test
  void isNotTriedAgainByAPipelineThatEndsWithItsFirstFailure() {
    RetriedStep step =
        new RetriedStep("the report", WorkOrder.getDefaultInstance(), TERMS, pauses::add);

    assertThatThrownBy(() -> step.run(() -> failUntil(2)))
        .isInstanceOf(IOException.class)
        .hasMessage("attempt 1 failed");
    assertThat(attempts).isOne();
    assertThat(pauses).isEmpty();
  }

  @Test
  void isNotGivenUpWhenItIsInterrupted() {
    assertThatThrownBy(
            () ->
                counted()
                    .run(
                        () -> {
                          attempts++;
                          Thread.currentThread().interrupt();
                          throw new IOException("a request was interrupted");
                        }))
        .isInstanceOf(IOException.class)
        .hasMessage("a request was interrupted");
    assertThat(attempts).isOne();
  }

  @Test
  void endsWhenItIsInterruptedInAPause() {
    RetriedStep step =
        new RetriedStep(
            "the report",
            ofCluster(),
            TERMS,
            pause -> {
              throw new InterruptedException();
            });

    assertThatThrownBy(() -> step.run(() -> failUntil(2)))
        .isInstanceOf(InterruptedIOException.class)
        .hasMessage("interrupted in a pause");
    assertThat(attempts).isOne();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  /** Fails, except at this attempt. */
  private void failUntil(int success) throws IOException {
    attempts++;
    if (attempts < success) {
      throw new IOException("attempt %d failed".formatted(attempts));
    }
  }

  private RetriedStep counted() {
    return new RetriedStep("the report", ofCluster(), TERMS, pauses::add);
  }

  private static WorkOrder ofCluster() {
    return WorkOrder.newBuilder()
        .setAttempts(AttemptLimit.newBuilder().setLaunch("a").setLimit(3))
        .build();
  }

  private static final class GivenUpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private GivenUpException(String message) {
      super(message);
    }
  }

  private static final class ChangedException extends IOException implements PermanentFailure {
    private static final long serialVersionUID = 1L;

    private ChangedException(String message) {
      super(message);
    }
  }
}
