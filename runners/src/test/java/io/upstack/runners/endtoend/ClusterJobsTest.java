package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.upstack.proto.Labels;
import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs jobs one after another and at once, in the processes of one cluster. */
@Tag("slow")
@Timeout(600)
final class ClusterJobsTest {
  private static final Pattern JOB = Pattern.compile("job: ([0-9a-f]{32})\n");

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);

  /** The time of a step of the small stack, on a machine that does other things too. */
  private static final Duration STEP = Duration.ofSeconds(2);

  private static final int EMBEDDING = 256;
  private static final int DAMAGED_CLASS = 9;

  @TempDir private static Path home;
  private static ClusterProcesses cluster;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws Exception {
    cluster = ClusterProcesses.start(home, 2);
  }

  @AfterAll
  static void stop() throws Exception {
    assertThat(cluster.stop().status()).isZero();
    assertThat(cluster.processes()).isEmpty();
    try (Stream<Path> left = Files.list(ClusterProcesses.directory(home))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("log", ".lock");
    }
    cluster.close();
  }

  @Test
  void refusesToStartTwiceInAFolder() throws Exception {
    Outcome outcome = cluster.startAgain();

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errors())
        .contains("jobmanager (process ", "taskmanager-2 (process ")
        .contains("runs in it already, and a folder holds one cluster; end it with: ./upstack");
    Outcome status = cluster.status();
    assertThat(status.status()).as(status.output()).isZero();
    assertThat(status.output()).contains("Flink 1.19.", "2 TaskManagers, 2 of 2 slots free");
  }

  @Test
  void doesTwoJobsAtOnceAndAnotherAfterThem() throws Exception {
    Path configuration = SmallStack.write(directory);
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    Path third = directory.resolve("third");
    try (UpstackProcess one = start("run", configuration, first, "--parallelism=1");
        UpstackProcess other = start("run", configuration, second, "--parallelism=1")) {
      assertDone(one.finish());
      assertDone(other.finish());
    }
    try (UpstackProcess after = start("run", configuration, third)) {
      Outcome outcome = after.finish();
      assertDone(outcome);
      assertThat(outcome.errors())
          .containsPattern(
              "base (\\d+)/\\1 done \\| upsample \\1/\\1 done \\| features \\1/\\1 done");
    }
    Path embedded = directory.resolve("embedded");
    assertDone(InProcess.run(configuration, embedded));
    String jobs = upstack("status").output();
    for (Path output : List.of(first, second, third)) {
      assertThat(OutputListing.of(output).repeatable())
          .isEqualTo(OutputListing.of(embedded).repeatable());
      assertThat(jobs).containsOnlyOnce("  upstack run %s\n".formatted(output));
      assertThat(jobs).containsPattern(" FINISHED .*  upstack run %s\n".formatted(output));
    }
  }

  @Test
  void leavesAJobToTheClusterAndFindsItAgain() throws Exception {
    RunConfiguration.Builder stack =
        SmallStack.builder(SmallReference.shipped().writeTo(directory.resolve("reference.npz")));
    stack.getGenerationBuilder().setNumSamples(400);
    Path configuration = SmallStack.write(directory, stack);
    Path output = directory.resolve("out");
    Outcome detached;
    try (UpstackProcess client = start("run", configuration, output, "--detach")) {
      detached = client.finish();
    }
    assertThat(detached.status()).as(detached.errors()).isZero();
    Matcher printed = JOB.matcher(detached.output());
    assertThat(printed.matches()).as(detached.output()).isTrue();
    String job = printed.group(1);
    await()
        .atMost(LONGEST_WAIT)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> !Attempts.of(output).isEmpty());
    assertThat(upstack("status", job.substring(0, 8)).output())
        .matches(
            job + " upstack run " + output + "\nRUNNING, started [^\n]*\n(?s).*/400 samples.*");

    Outcome cancelled = upstack("cancel", job);

    assertThat(cancelled.output()).isEqualTo(job + " is CANCELED\n");
    assertThat(cluster.cancellation(job)).isLessThan(STEP.plusSeconds(5));
    assertThat(upstack("cancel", job).output()).isEqualTo(job + " is CANCELED already\n");
    Outcome unknown = upstack("cancel", "0123456789");
    assertThat(unknown.status()).isEqualTo(2);
    assertThat(unknown.errors()).contains("0123456789: no job of", "has this id; it knows");
    assertThat(output.resolve("report")).doesNotExist();

    try (UpstackProcess client = start("run", configuration, output)) {
      assertDone(client.finish());
    }
    assertThat(output.resolve("report/report.json")).exists();

    try (UpstackProcess client = start("run", configuration, output)) {
      Outcome repeated = client.finish();
      assertDone(repeated);
      assertThat(repeated.output()).contains("report: " + output + "/report/index.html");
      assertThat(repeated.errors())
          .contains("everything is there, and the report was made from it")
          .doesNotContain(" runs on ");
    }
  }

  /** The job itself writes the report, so nobody has to watch. */
  @Test
  void endsWithTheReportThoughItsClientIsKilled() throws Exception {
    Path configuration = SmallStack.write(directory);
    Path output = directory.resolve("out");
    try (UpstackProcess client = start("run", configuration, output)) {
      await()
          .atMost(LONGEST_WAIT)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> upstack("status").output().contains("upstack run " + output + "\n"));
      client.kill();
    }
    await()
        .atMost(LONGEST_WAIT)
        .until(
            () ->
                upstack("status")
                    .output()
                    .matches("(?s).* FINISHED [^\n]* upstack run " + output + "\n.*"));

    Path embedded = directory.resolve("embedded");
    assertDone(InProcess.run(configuration, embedded));
    assertThat(OutputListing.of(output).repeatable())
        .isEqualTo(OutputListing.of(embedded).repeatable());
    assertThat(output.resolve("report/index.html")).exists();
    assertThat(OutputListing.of(output).under("attempts/").entries()).isEmpty();
  }

  @Test
  void givesAPoisonShardUpAfterAllOthers() throws Exception {
    PatchedCheckpoint.withNaN(
        SmallStack.MODELS.resolve("base.pt"),
        10 * EMBEDDING * Float.BYTES,
        DAMAGED_CLASS * EMBEDDING,
        directory.resolve("base.pt"));
    Labels.Explicit.Builder labels =
        Labels.Explicit.newBuilder().addAllLabel(Collections.nCopies(48, 3));
    labels.setLabel(13, DAMAGED_CLASS);
    RunConfiguration.Builder stack = SmallStack.builder(directory.resolve("unread.npz"));
    stack.getGenerationBuilder().setNumSamples(48);
    stack.getExecutionBuilder().setShardSize(8);
    stack.getGenerationBuilder().getBaseBuilder().setModelPath("base.pt");
    stack.getGenerationBuilder().setLabels(Labels.newBuilder().setExplicit(labels));
    Path output = directory.resolve("out");
    Outcome outcome;
    try (UpstackProcess client = start("generate", SmallStack.write(directory, stack), output)) {
      outcome = client.finish();
    }

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.errors())
        .contains(
            "upstack: stage base, shard 1 (samples 8 to 15): base: step 4 (timestep 800) gave a"
                + " number that is not finite for sample 13;")
        .containsPattern("; given up after 3 attempts, on .* process [0-9]+, .*\n$")
        .doesNotContain("\tat ");
    assertThat(OutputListing.of(output).under("samples/").entries().keySet())
        .containsExactly(
            "samples/00000.npz",
            "samples/00002.npz",
            "samples/00003.npz",
            "samples/00004.npz",
            "samples/00005.npz");
  }

  @Test
  void refusesMoreSlotsThanThereAre() throws Exception {
    Outcome outcome;
    try (UpstackProcess client =
        start("run", SmallStack.write(directory), directory.resolve("out"), "--parallelism=3")) {
      outcome = client.finish();
    }

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errors())
        .isEqualTo(
            """
            1 problem in the command line:
              --parallelism=3: %s has 2 slots in all
            """
                .formatted(cluster.master()));
  }

  private static void assertDone(Outcome outcome) {
    assertThat(outcome.status()).as(outcome.errors()).isZero();
  }

  private UpstackProcess start(String command, Path configuration, Path output, String... options)
      throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.add(command);
    arguments.add(configuration.toString());
    arguments.add("--output=" + output);
    arguments.add("--runner=flink");
    arguments.add("--flink-master=" + cluster.master());
    arguments.addAll(List.of(options));
    return UpstackProcess.start(directory, arguments.toArray(String[]::new));
  }

  private Outcome upstack(String... command) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--flink-master=" + cluster.master());
    try (UpstackProcess process =
        UpstackProcess.start(directory, arguments.toArray(String[]::new))) {
      return process.finish();
    }
  }
}
