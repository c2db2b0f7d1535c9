package io.upstack.runners.endtoend;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableSortedMap;
import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stops runs in processes of their own half-way, or has two of them work on one output. */
@Tag("slow")
final class KilledRunTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);
  private static final int SHARDS = 10;
  private static final int KILLS = 3;

  @TempDir private Path directory;
  private Path configuration;
  private Path output;

  @BeforeEach
  void writeConfiguration() throws IOException {
    Path reference = SmallReference.shipped().writeTo(directory.resolve("reference.npz"));
    RunConfiguration.Builder stack = SmallStack.builder(reference);
    stack.getGenerationBuilder().setNumSamples(SHARDS * 8);
    stack.getExecutionBuilder().setShardSize(8);
    // Stochastic, and long enough to be hit while shards are made.
    stack.getGenerationBuilder().getBaseBuilder().getSamplingBuilder().setUseDdim(false);
    stack.getGenerationBuilder().getBaseBuilder().getDiffusionBuilder().setTimestepRespacing("15");
    configuration = SmallStack.write(directory, stack);
    output = directory.resolve("out");
  }

  @Test
  void isContinuedAfterEachKillAndLeavesWhatAnUndisturbedRunLeaves() throws Exception {
    Random random = new Random(20260101);
    for (int kill = 0; kill < KILLS; kill++) {
      OutputListing before = listing();
      int objects = Math.min(objects(before) + 1 + random.nextInt(6), 3 * SHARDS - 2);
      try (UpstackProcess process = start()) {
        awaitObjects(process, objects);
        Thread.sleep(random.nextInt(400));
        process.kill();
      }
      assertKept(before);
      assertNothingTemporaryIsVisible();
    }
    OutputListing before = listing();
    assertThat(objects(before)).isGreaterThan(KILLS).isLessThan(3 * SHARDS);
    assertThat(UpstackProcess.temporary(directory)).isNotEmptyDirectory();

    Outcome last = start().finish();

    assertThat(last.status()).isZero();
    assertKept(before);
    assertThat(UpstackProcess.temporary(directory)).isEmptyDirectory();
    Path undisturbed = directory.resolve("undisturbed");
    assertThat(InProcess.run(configuration, undisturbed).status()).isZero();
    assertThat(listing().repeatable()).isEqualTo(OutputListing.of(undisturbed).repeatable());
  }

  @Test
  void isDoneByTwoProcessesAtOnce() throws Exception {
    try (UpstackProcess first = start();
        UpstackProcess second = start()) {
      Outcome firstOutcome = first.finish();
      Outcome secondOutcome = second.finish();

      assertThat(firstOutcome.status()).as(firstOutcome.errors()).isZero();
      assertThat(secondOutcome.status()).as(secondOutcome.errors()).isZero();
      assertThat(secondOutcome.output()).isEqualTo(firstOutcome.output());
    }
    OutputListing together = listing();
    Path alone = directory.resolve("alone");
    assertThat(InProcess.run(configuration, alone).status()).isZero();
    assertThat(together.repeatable()).isEqualTo(OutputListing.of(alone).repeatable());
    assertThat(UpstackProcess.temporary(directory)).isEmptyDirectory();
  }

  @Test
  void endsSoonWhenAskedToAndIsContinued() throws Exception {
    try (UpstackProcess process = start()) {
      awaitObjects(process, 5);
      long asked = System.nanoTime();
      process.askToEnd();
      Outcome outcome = process.finish();

      assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(20));
      assertThat(outcome.status()).isEqualTo(128 + 15);
      assertThat(outcome.output()).isEmpty();
      assertThat(outcome.errors())
          .contains("stopping after the step in progress; the same command continues the run")
          .doesNotContain("WARN", "Exception", "\tat ");
    }
    assertThat(UpstackProcess.temporary(directory)).isEmptyDirectory();
    OutputListing before = listing();
    assertThat(objects(before)).isLessThan(3 * SHARDS);

    Outcome outcome = start().finish();

    assertThat(outcome.status()).isZero();
    assertThat(objects(listing())).isEqualTo(3 * SHARDS);
    assertKept(before);
  }

  private UpstackProcess start() throws IOException {
    return UpstackProcess.start(directory, "run", configuration.toString(), "--output=" + output);
  }

  private OutputListing listing() throws IOException {
    Files.createDirectories(output);
    return OutputListing.of(output);
  }

  /** Returns how many objects all stages have. */
  private static int objects(OutputListing listing) {
    return (int)
        listing.contents().keySet().stream()
            .filter(name -> name.matches("(base|samples|features/[0-9a-f]+/samples)/.*"))
            .count();
  }

  private static ImmutableSortedMap<String, OutputListing.Entry> madeOnce(OutputListing listing) {
    return listing.withoutTimes().without("run.textproto").entries();
  }

  private void awaitObjects(UpstackProcess process, int objects) {
    await()
        .atMost(LONGEST_WAIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> objects(listing()) >= objects || !process.isRunning());
    assertThat(process.isRunning()).as("still at work").isTrue();
  }

  private void assertKept(OutputListing before) throws IOException {
    assertThat(listing().entries()).containsAllEntriesOf(madeOnce(before));
  }

  private void assertNothingTemporaryIsVisible() throws IOException {
    Set<String> others =
        listing().contents().keySet().stream()
            .filter(
                name ->
                    !name.matches("(base|samples|features/.*)/[0-9]{5}[.]npz")
                        && !name.matches("journal/.*/[0-9]{5}[.]textproto"))
            .collect(toSet());
    assertThat(others).isSubsetOf("run.textproto", "journal/run.textproto");
    try (Stream<Path> hidden = Files.list(output.resolve(".upstack"))) {
      assertThat(hidden.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("checksums", "lock", "tmp");
    }
  }
}
