package io.upstack.runners.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.CloudStorage;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsPatience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class FailuresTest {
  private final CommandLineHarness upstack = new CommandLineHarness();

  @Test
  void inputProblemsAreShownAloneAndExitWithTwo() {
    assertThat(inspect((request, output) -> inputProblems())).isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo(
            """
            2 problems in the configuration:
              generation.seed: no number
              base.pt: no such file
            """);
  }

  @Test
  void inputProblemsAreFoundUnderWrappers() {
    Work<InspectRequest> work =
        (request, output) -> {
          try {
            return inputProblems();
          } catch (RuntimeException e) {
            throw new CompletionException(e);
          }
        };
    assertThat(inspect(work)).isEqualTo(2);
    assertThat(upstack.errors()).startsWith("2 problems in the configuration:\n");
  }

  @Test
  void otherFailuresAreOneLineWithTheirCauses() {
    Work<InspectRequest> work =
        (request, output) -> {
          throw new IOException("out/samples cannot be written", new NoSuchFileException("out"));
        };
    assertThat(inspect(work)).isEqualTo(1);
    assertThat(upstack.errors())
        .isEqualTo("upstack: out/samples cannot be written: NoSuchFileException: out\n");
  }

  @Test
  void credentialsOfBucketsThatCannotBeUsedAreBadInputWhereverTheyAreFirstNeeded() {
    CloudStorage settings = CloudStorage.newBuilder().setCredentialsFile("/none/key.json").build();
    Work<InspectRequest> work =
        (request, output) -> {
          try {
            throw new AssertionError(GcsClient.open(settings, GcsPatience.standard()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    assertThat(inspect(work)).isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo(
            "upstack: --gcs-credentials: '/none/key.json' does not exist; expected a key of a"
                + " service account in JSON, or what 'gcloud auth application-default login'"
                + " writes\n");
  }

  @Test
  void stackTracesAreShownToWhomAsks() {
    Work<InspectRequest> work =
        (request, output) -> {
          throw new IOException("the disk is full");
        };
    assertThat(inspect(work, "--stacktrace")).isEqualTo(1);
    assertThat(upstack.errors())
        .contains("java.io.IOException: the disk is full", "\tat " + FailuresTest.class.getName())
        .endsWith("upstack: the disk is full\n");
  }

  private int inspect(Work<InspectRequest> work, String... options) {
    return upstack.execute(
        List.of(new InspectCommand(work)),
        Stream.concat(Stream.of("inspect", "base.pt"), Arrays.stream(options))
            .toArray(String[]::new));
  }

  private static ExitStatus inputProblems() {
    Problems problems = new Problems();
    problems.add("generation.seed", "no number");
    problems.add("base.pt", "no such file");
    problems.throwIfAny("the configuration");
    return ExitStatus.DONE;
  }
}
