package io.upstack.runners.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JobWatchTest {
  private final Cluster cluster = new Cluster();
  private final JobWatch watch = new JobWatch(cluster);

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
        List.of(
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

  private static final class Cluster implements JobWatch.Cluster {
    private int taskManagers = 1;
    private List<String> failures = List.of();

    @Override
    public String address() {
      return "localhost:8081";
    }

    @Override
    public int taskManagers() {
      return taskManagers;
    }

    @Override
    public List<String> failures() {
      return failures;
    }
  }
}
