package io.upstack.runners.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.proto.CloudStorage;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsPatience;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.util.UserCodeException;
import org.apache.flink.runtime.JobException;
import org.apache.flink.runtime.client.JobExecutionException;
import org.apache.flink.util.SerializedThrowable;
import org.junit.jupiter.api.Test;

final class FailureCauseTest {
  private final IOException original = new IOException("shard 3: the disk is full");

  @Test
  void findsWhatUserCodeThrewUnderTheEngines() {
    Throwable failure =
        new RuntimeException(
            "Pipeline execution failed",
            new ExecutionException(
                new JobExecutionException(
                    null,
                    "Job execution failed.",
                    new JobException("Recovery is suppressed", UserCodeException.wrap(original)))));
    failure.setStackTrace(
        new StackTraceElement[] {
          new StackTraceElement("org.apache.beam.runners.flink.FlinkRunner", "run", "", 1)
        });

    assertThat(FailureCause.of(failure)).isSameAs(original);
  }

  @Test
  void readsWhatWasSerialized() {
    Throwable failure = new CompletionException(new SerializedThrowable(original));

    assertThat(FailureCause.of(failure))
        .isExactlyInstanceOf(IOException.class)
        .hasMessage("shard 3: the disk is full");
  }

  @Test
  void findsWhatAPipelineThrew() {
    assertThat(FailureCause.of(new Pipeline.PipelineExecutionException(original)))
        .isSameAs(original);
  }

  @Test
  void keepsWhatUserCodeSaidOfItsOwnCause() {
    RuntimeException told = new IllegalStateException("shard 3 cannot be written", original);

    assertThat(FailureCause.of(new CompletionException(told))).isSameAs(told);
  }

  @Test
  void keepsAPlainExceptionThatSaysSomething() {
    RuntimeException told = new RuntimeException("shard 3 cannot be written", original);

    assertThat(FailureCause.of(new CompletionException(told))).isSameAs(told);
  }

  @Test
  void passesOverExceptionsThatRepeatTheirCause() {
    assertThat(FailureCause.of(new RuntimeException(new UncheckedIOException(original))))
        .isSameAs(original);
  }

  @Test
  void prefersProblemsOfTheInput() {
    Problems problems = new Problems();
    problems.add("base.pt", "no such file");
    Throwable failure = null;
    try {
      problems.throwIfAny("the configuration");
    } catch (InvalidInputException e) {
      failure = new IllegalStateException("planning failed", e);
    }

    assertThat(FailureCause.of(failure)).isInstanceOf(InvalidInputException.class);
  }

  @Test
  void takesTheInnermostOfAnEnginesOwn() {
    JobException innermost = new JobException("No slots", null);

    assertThat(FailureCause.of(new JobExecutionException(null, "Job execution failed.", innermost)))
        .isSameAs(innermost);
  }

  @Test
  void endsOnExceptionsThatCauseEachOther() {
    Exception outer = new Exception("outer");
    Exception inner = new ExecutionException("inner", outer);
    outer.initCause(inner);

    assertThat(FailureCause.of(outer)).isSameAs(outer);
  }

  @Test
  void describesCausesOnceAndInALine() {
    Throwable failure =
        new IllegalStateException(
            "shard 3 cannot be written",
            new IOException("write failed\n  at position 7", new RuntimeException("write failed")));

    assertThat(FailureCause.describe(failure))
        .isEqualTo("shard 3 cannot be written: write failed at position 7");
  }

  @Test
  void namesTheClassWhereTheMessageSaysTooLittle() {
    assertThat(FailureCause.describe(new NoSuchFileException("out/base.pt")))
        .isEqualTo("NoSuchFileException: out/base.pt");
    assertThat(FailureCause.describe(new IllegalStateException()))
        .isEqualTo("IllegalStateException");
    assertThat(
            FailureCause.describe(new UncheckedIOException(new FileNotFoundException("base.pt"))))
        .isEqualTo("FileNotFoundException: base.pt");
  }

  /** Its causes would add the whole request and the reply. */
  @Test
  void whatABucketRefusesIsSaidOnce() throws IOException {
    try (BucketServer server = BucketServer.start("study")) {
      CloudStorage settings =
          CloudStorage.newBuilder().setEndpoint(server.endpoint()).setAnonymous(true).build();
      GcsClient client = GcsClient.open(settings, GcsPatience.standard());
      assertThatThrownBy(() -> client.checkBucket(GcsLocation.parse("gs://nowhere/run")))
          .satisfies(
              failure ->
                  assertThat(FailureCause.describe(failure))
                      .isEqualTo(
                          "gs://nowhere/run cannot be listed: bucket 'nowhere' does not exist, or"
                              + " the object is gone; create the bucket or correct the path (The"
                              + " specified bucket does not exist.)"));
    }
  }
}
