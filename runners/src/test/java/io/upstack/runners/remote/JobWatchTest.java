package io.upstack.runners.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JobWatchTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private final Cluster cluster = new Cluster();
  private final JobWatch watch = new JobWatch(cluster, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void aClusterWithoutWorkersIsReportedOnce() throws IOException {
    assertThat(watch.look()).isEmpty();
    cluster.taskManagers = 0;

    assertThat(watch.look())
        .containsExactly(
            "no worker is registered with localhost:8081, and the job waits for one; './upstack"
                + " cluster start' starts those of a cluster of this machine again");
    assertThat(watch.look()).isEmpty();
    cluster.taskManagers = 2;
    assertThat(watch.look()).containsExactly("2 workers are registered with localhost:8081 again");
    assertThat(watch.look()).isEmpty();
  }

  @Test
  void whatCannotBeSetUpIsNamedOnce() throws IOException {
    cluster.failures =
        failuresNow(
            "java.lang.IllegalStateException: shards that failed on a are handed on: [3]\n\tat x",
            """
            org.apache.beam.sdk.util.UserCodeException: x$SetUpFailedException: a could not be set \
            up (once): b
            \tat x
            Caused by: x$SetUpFailedException: a could not be set up (once): b
            """);

    assertThat(watch.look()).containsExactly("a could not be set up (once): b");
    assertThat(watch.look()).isEmpty();
  }

  @Test
  void aJobWhoseWorkersAllFailToReachTheOutputIsEnded() throws IOException {
    cluster.taskManagers = 2;
    cluster.failures = failuresNow(withoutOutput("a", 3), withoutOutput("b", 2));

    assertThat(watch.look())
        .containsExactly(
            "a could not reach the output (3 times): gs://o: 403",
            "b could not reach the output (2 times): gs://o: 403");
    assertThat(watch.end()).as("b has another attempt").isEmpty();

    cluster.failures = failuresNow(withoutOutput("b", 3));

    watch.look();
    assertThat(watch.end())
        .contains(
            "a could not reach the output (3 times): gs://o: 403\n"
                + "b could not reach the output (3 times): gs://o: 403");
  }

  @Test
  void aWorkerThatHasReachedTheOutputSinceIsNotCounted() throws IOException {
    cluster.taskManagers = 2;
    cluster.failures =
        List.of(
            new JobWatch.Failure(NOW.minusSeconds(121), withoutOutput("a", 7)),
            new JobWatch.Failure(NOW, withoutOutput("b", 3)));

    watch.look();

    assertThat(watch.end()).isEmpty();
  }

  private static List<JobWatch.Failure> failuresNow(String... stackTraces) {
    return Arrays.stream(stackTraces).map(trace -> new JobWatch.Failure(NOW, trace)).toList();
  }

  private static String withoutOutput(String worker, int times) {
    return "x$SetUpFailedException: %s could not reach the output (%d times): gs://o: 403\n\tat x"
        .formatted(worker, times);
  }

  private static final class Cluster implements JobWatch.Cluster {
    private int taskManagers = 1;
    private List<JobWatch.Failure> failures = List.of();

    @Override
    public String address() {
      return "localhost:8081";
    }

    @Override
    public int taskManagers() {
      return taskManagers;
    }

    @Override
    public List<JobWatch.Failure> failures() {
      return failures;
    }
  }
}
