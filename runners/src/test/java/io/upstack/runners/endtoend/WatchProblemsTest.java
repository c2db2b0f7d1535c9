package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.RunConfiguration;
import io.upstack.runners.CommandLineRun;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads what {@code watch} says before its first look. */
@Tag("slow")
final class WatchProblemsTest {
  @TempDir private Path directory;
  private Path checkpoints;
  private Path output;
  private Path configuration;

  @BeforeEach
  void writeConfiguration() throws IOException {
    checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
    output = directory.resolve("history");
    configuration = SmallStack.write(directory);
  }

  @Test
  void allProblemsAreNamedTogether() {
    CommandLineRun run =
        CommandLineRun.of(
            "watch",
            configuration,
            "--checkpoints=" + checkpoints + "/ema.pt",
            "--stage=encoder",
            "--schedule=0 0 30 2 *",
            "--fail-if=fida > 1",
            "--health-port=70000",
            "--set=watch.time_zone=Mars/Base",
            "--set=watch.order=random",
            "--set=watch.most_per_firing=-1",
            "--set=watch.webhook=ftp://example.org",
            "--set=watch.hook_timeout_seconds=0",
            "--set=execution.batch_size=0",
            "--set=evaluation.nearest_k=0");

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors().lines().map(String::strip))
        .containsExactlyInAnyOrder(
            "13 problems in " + configuration + ":",
            "evaluation.nearest_k: expected at least 1, found 0",
            "watch.checkpoints: expected {step} where the training step is, such as"
                + " ema_0.9999_{step}.pt, found \"%s/ema.pt\"".formatted(checkpoints),
            "watch.output: is missing: set it, or give --output",
            "watch.stage: expected base, classifier or upsampler, found \"encoder\"",
            "watch.time_zone: expected the IANA name of a time zone, such as Europe/Zurich, found"
                + " \"Mars/Base\"",
            "watch.schedule: expected a time that comes, found \"0 0 30 2 *\"",
            "watch.order: expected newest_first or in_order, found \"random\"",
            "watch.most_per_firing: expected at least 0, found -1",
            "watch.hook_timeout_seconds: expected at least 1, found 0",
            "watch.health_port: expected 0 to 65535, found 70000",
            "execution.batch_size: expected 1 or more, found 0: all checkpoints are to be sampled"
                + " in equal batches",
            "watch.fail_if: 'fida' at character 1 is not a metric: expected one of fid, sfid,"
                + " inception_score, precision, recall, kid, density, coverage, fid_infinity, best,"
                + " previous, or a metric with .best or .previous",
            "watch.webhook: expected a URL such as https://example.org/results, found"
                + " \"ftp://example.org\"");
    assertThat(output).doesNotExist();
  }

  @Test
  void twoCheckpointsOfAStepAreNamed() throws IOException {
    Files.createFile(checkpoints.resolve("ema_100.pt"));
    Files.createFile(checkpoints.resolve("ema_0100.pt"));

    assertThat(problems("--set=watch.order=in_order"))
        .contains(
            "watch.checkpoints: step 100 has 2 checkpoints, expected one: ema_0100.pt and"
                + " ema_100.pt");
  }

  @Test
  void aPortThatIsInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThat(problems("--health-port=" + taken.getLocalPort()))
          .contains("watch.health_port: expected a free port, found " + taken.getLocalPort());
    }
  }

  @Test
  void aStageThatTheConfigurationDoesNotHaveIsNamed() throws IOException {
    RunConfiguration.Builder stack = SmallStack.builder(directory.resolve("reference.npz"));
    stack.getGenerationBuilder().clearUpsampler();
    SmallStack.write(directory, stack);

    assertThat(problems("--stage=upsampler"))
        .contains("watch.stage: is upsampler, and the configuration has no upsampler");
  }

  @Test
  void aFolderThatDoesNotExistYetIsNamed() throws Exception {
    Files.delete(checkpoints);

    assertThat(warnings())
        .contains(
            "no file matches %s/ema_{step}.pt; this folder does not exist".formatted(checkpoints));
  }

  @Test
  void filesThatTheFolderHasAreNamedIfNoneMatches() throws Exception {
    Files.createFile(checkpoints.resolve("model100.pt"));
    Files.createFile(checkpoints.resolve("opt100.pt"));

    assertThat(warnings())
        .contains(
            "no file matches %s/ema_{step}.pt; this folder has model100.pt, opt100.pt"
                .formatted(checkpoints));
  }

  private String warnings() throws Exception {
    try (UpstackProcess watcher =
        UpstackProcess.start(
            directory,
            "watch",
            configuration.toString(),
            "--once",
            pattern(),
            "--output=" + output)) {
      Outcome outcome = watcher.finish();
      assertThat(outcome.status()).as(outcome.errors()).isZero();
      return outcome.errors();
    }
  }

  private String problems(String option) {
    CommandLineRun run =
        CommandLineRun.of("watch", configuration, pattern(), option, "--output=" + output);
    assertThat(run.status()).as(run.errors()).isEqualTo(2);
    return run.errors();
  }

  private String pattern() {
    return "--checkpoints=" + checkpoints + "/ema_{step}.pt";
  }
}
