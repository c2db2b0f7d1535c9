package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.runners.application.ApplicationMain;
import io.upstack.runners.cluster.ApplicationProcesses;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executes a run in Flink's application mode, whose main method a real JobManager calls. */
@Tag("slow")
@Timeout(900)
final class ApplicationRunTest {
  /** The Flink Kubernetes Operator gives each application such an id. */
  private static final String WATCHED = "0123456789abcdef0123456789abcdef";

  private static final Map<String, String> SETTINGS =
      Map.of("$internal.pipeline.job-id", WATCHED, "parallelism.default", "2");

  @TempDir private Path directory;

  @Test
  void makesAllThatAnEmbeddedRunMakes() throws Exception {
    Path configuration = SmallStack.write(directory);
    Path output = directory.resolve("out");
    String log;
    try (ApplicationProcesses application = start(configuration, output)) {
      int status = application.awaitEnd();
      log = application.log();
      assertThat(status).as(log).isZero();
    }

    assertThat(log)
        .containsPattern("Submitting job 'upstack check " + output + "' [(][0-9a-f]{32}[)]")
        .contains("Submitting job 'upstack run %s' (%s)".formatted(output, WATCHED))
        .contains("report: " + output + "/report/index.html")
        .doesNotContain("upstack done");
    Path embedded = directory.resolve("embedded");
    assertThat(InProcess.run(configuration, embedded).status()).isZero();
    assertThat(OutputListing.of(output).repeatable())
        .isEqualTo(OutputListing.of(embedded).repeatable());

    try (ApplicationProcesses again = start(configuration, output)) {
      int status = again.awaitEnd();
      log = again.log();
      assertThat(status).as(log).isZero();
    }
    assertThat(log)
        .contains("Submitting job 'upstack done' (%s)".formatted(WATCHED))
        .contains("report: " + output + "/report/index.html")
        .doesNotContain("Submitting job 'upstack run");
  }

  @Test
  void failsIfTheRunFails() throws Exception {
    Path absent = directory.resolve("absent.textproto");
    try (ApplicationProcesses application = start(absent, directory.resolve("out"))) {
      assertThat(application.awaitEnd()).isNotZero();
      assertThat(application.log())
          .contains(
              "ApplicationFailedException: 1 problem in " + absent, absent + ": does not exist");
    }
  }

  private ApplicationProcesses start(Path configuration, Path output) throws Exception {
    return ApplicationProcesses.start(
        directory.resolve("flink"),
        2,
        SETTINGS,
        ApplicationMain.class,
        "run",
        configuration.toString(),
        "--output=" + output,
        "--runner=application");
  }
}
