package io.upstack.runners.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.runners.jobs.FailureCause;
import java.io.IOException;
import java.net.ConnectException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.runtime.client.JobSubmissionException;
import org.junit.jupiter.api.Test;

final class AnswersTest {
  private final Answers answers = new Answers(new FlinkAddress("localhost", 8081));

  @Test
  void theUserIsToldTheFirstCauseInALine() {
    JobSubmissionException refused =
        new JobSubmissionException(
            null, "Failed to submit JobGraph.", new ConnectException("Connection refused"));

    IOException failure = answers.failure("take the job", new ExecutionException(refused));

    assertThat(FailureCause.describe(failure))
        .isEqualTo("the cluster at localhost:8081 does not take the job: Connection refused");
    assertThat(failure).hasStackTraceContaining("Failed to submit JobGraph.");
  }

  @Test
  void aCauseWithoutWordsIsNamed() {
    assertThat(answers.reason(new ExecutionException(new IllegalStateException())))
        .isEqualTo("IllegalStateException");
    assertThat(answers.reason(new TimeoutException())).isEqualTo("no answer within 20 seconds");
  }

  @Test
  void aRequestThatFailsIsNamed() {
    CompletableFuture<String> answer =
        CompletableFuture.failedFuture(new IOException("first line\nsecond line"));

    assertThatThrownBy(() -> answers.await(answer, "list its jobs"))
        .isInstanceOf(IOException.class)
        .hasMessage("the cluster at localhost:8081 does not list its jobs: first line");
  }
}
