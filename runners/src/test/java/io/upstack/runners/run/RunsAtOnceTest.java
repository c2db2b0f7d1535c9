package io.upstack.runners.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.proto.CloudStorage;
import io.upstack.proto.RunRecord;
import io.upstack.runners.CommandLineRun;
import io.upstack.runners.ScratchOfThisProcess;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.plan.RunOutput;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Begins two runs in one output at the same moment, when both have found it empty. */
final class RunsAtOnceTest {
  private static final String RECORD = "out/run.textproto";
  private static final Path CONFIGURATION = Path.of("..", "configs", "fashion32.textproto");

  @TempDir private Path directory;

  private BucketServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start("study");
    Buckets.begin(
        CloudStorage.newBuilder().setEndpoint(server.endpoint()).setAnonymous(true).build());
  }

  @AfterEach
  void stopServer() {
    Buckets.begin(CloudStorage.getDefaultInstance());
    server.close();
  }

  @Test
  void theRecordOfTheFirstStands() throws IOException {
    byte[] first = recordOf(1);
    whenARecordIsToBeWritten(first);
    Set<Path> open = ScratchOfThisProcess.directories();

    assertThatThrownBy(() -> prepare(2, "gs://study/out"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("gs://study/out, which holds another run")
        .hasMessageContaining("generation.seed: ")
        .hasMessageEndingWith("\n  --output: another run has begun in it at the same time");
    assertThat(server.bytes("study", RECORD)).isEqualTo(first);
    assertThat(ScratchOfThisProcess.directories()).as("the store is closed").isEqualTo(open);
  }

  @Test
  void anOutputIsClosedAfterAProblemOfAnotherInput() throws IOException {
    Set<Path> open = ScratchOfThisProcess.directories();
    try (PreparedRun run = prepare(1, "gs://study/out")) {
      assertThat(run.store().root()).isEqualTo("gs://study/out");
      assertThat(ScratchOfThisProcess.directories())
          .as("the store is open")
          .hasSize(open.size() + 1);
    }

    assertThatThrownBy(() -> prepare(1, -1, "gs://study/out"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("generation.num_samples: ");
    assertThat(ScratchOfThisProcess.directories()).isEqualTo(open);
  }

  @Test
  void anOutputThatCannotBeWrittenIsClosed() throws IOException {
    Set<Path> open = ScratchOfThisProcess.directories();
    server.deny("storage.objects.create");

    assertThatThrownBy(() -> prepare(1, "gs://study/out"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("--output: ");
    assertThat(ScratchOfThisProcess.directories()).isEqualTo(open);
  }

  @Test
  void twoOfTheSameRunGoOnTogether() throws IOException {
    byte[] same = recordOf(1);
    whenARecordIsToBeWritten(same);

    prepare(1, "gs://study/out").close();

    assertThat(server.bytes("study", RECORD)).isEqualTo(same);
  }

  /** 64 samples are asked for, and before the record is replaced another command asks for 96. */
  @Test
  void ofTwoThatGrowItAtOnceTheSecondDoesNotMakeItSmaller() throws IOException {
    prepare(1, 32, "gs://study/out").close();
    prepare(1, 96, "gs://study/elsewhere").close();
    byte[] larger = server.bytes("study", "elsewhere/run.textproto");
    whenARecordIsToBeWritten(larger);

    assertThatThrownBy(() -> prepare(1, 64, "gs://study/out"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessage(
            """
            1 problem in gs://study/out, which holds another run:
              generation.num_samples: asked for 64, but another command has asked for 96 in the same\
             output at the same time: ask for as many, or use another output\
            """);
    assertThat(server.bytes("study", RECORD)).isEqualTo(larger);
    // Nothing beyond 64 samples is there, so a command that begins later may have fewer.
    prepare(1, 64, "gs://study/out").close();
    assertThat(new String(server.bytes("study", RECORD), UTF_8)).contains("num_samples: 64");
  }

  /** 96 samples are asked for, and before the record is replaced another command asks for 64. */
  @Test
  void ofTwoThatGrowItAtOnceTheLargerGrowsWhatTheSmallerHasRecorded() throws IOException {
    prepare(1, 32, "gs://study/out").close();
    prepare(1, 64, "gs://study/elsewhere").close();
    whenARecordIsToBeWritten(server.bytes("study", "elsewhere/run.textproto"));

    prepare(1, 96, "gs://study/out").close();

    assertThat(new String(server.bytes("study", RECORD), UTF_8)).contains("num_samples: 96");
  }

  /** Several processes can share the output of a directory. */
  @Test
  void aRecordThatAnotherHasReplacedSinceItWasReadIsNotReplaced() throws IOException {
    String output = directory.resolve("out").toString();
    prepare(1, 32, output).close();
    RunRecord larger = recordOf(1, 96);
    RunRecord smaller = recordOf(1, 64);
    try (ObjectStore one = ObjectStores.open(output);
        ObjectStore another = ObjectStores.open(output)) {
      Optional<RunOutput.Standing> readByOne = new RunOutput(one).find("--output", new Problems());
      Optional<RunOutput.Standing> readByAnother =
          new RunOutput(another).find("--output", new Problems());

      assertThat(new RunOutput(one).put(readByOne, larger)).isTrue();
      assertThat(new RunOutput(another).put(readByAnother, smaller)).isFalse();
      assertThat(StoreFormat.readMessage(one, "run.textproto", RunRecord.newBuilder()).build())
          .isEqualTo(larger);
    }
  }

  private RunRecord recordOf(int seed, int samples) throws IOException {
    try (PreparedRun run = prepare(seed, samples, directory.resolve("of-" + samples).toString())) {
      return run.record();
    }
  }

  /** 3200 samples were asked for by mistake, and the command was ended before it made any. */
  @Test
  void aNumberThatWasMistypedIsTakenBackByTheNextCommand() throws IOException {
    String output = directory.resolve("out").toString();
    List<String> few =
        List.of(
            "--set=generation.base.diffusion.timestep_respacing=ddim2",
            "--set=generation.upsampler.diffusion.timestep_respacing=ddim2",
            "--set=execution.shard_size=32");
    assertThat(generate(output, 32, few).status()).isZero();
    byte[] record = Files.readAllBytes(directory.resolve("out/run.textproto"));
    List<String> overrides =
        new ArrayList<>(few.stream().map(option -> option.substring("--set=".length())).toList());
    overrides.addAll(List.of("generation.seed=1", "generation.num_samples=3200"));
    prepare(overrides, output).close();
    assertThat(directory.resolve("out/run.textproto")).content().contains("num_samples: 3200");

    CommandLineRun early = merge(output);
    assertThat(early.status()).isEqualTo(2);
    assertThat(early.errors())
        .contains("99 of 100 shards in '%s' are missing (".formatted(output))
        .contains(
            "; if only the 32 samples that are there were wanted, the command that began the run"
                + " records that with --num-samples=32; ");
    assertThat(generate(output, 32, few).status()).isZero();
    assertThat(directory.resolve("out/run.textproto")).hasBinaryContent(record);
    assertThat(merge(output).errors()).isEmpty();
    assertThat(directory.resolve("merged.npz")).exists();
  }

  private CommandLineRun merge(String output) {
    return CommandLineRun.of("merge", output, directory.resolve("merged.npz"));
  }

  private static CommandLineRun generate(String output, int samples, List<String> more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "generate",
                CONFIGURATION,
                "--output=" + output,
                "--num-samples=" + samples,
                "--set=generation.seed=1"));
    arguments.addAll(more);
    return CommandLineRun.of(arguments.toArray());
  }

  @Test
  void aRunThatHasGrownMeanwhileIsNotMadeSmallerThanItsObjects() throws IOException {
    prepare(1, 32, "gs://study/out").close();
    prepare(1, 128, "gs://study/elsewhere").close();
    byte[] larger = server.bytes("study", "elsewhere/run.textproto");
    whenARecordIsToBeWritten(larger);
    server.putListed("study", "out/base/00003.npz", 9);

    assertThatThrownBy(() -> prepare(1, 64, "gs://study/out"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining(
            "generation.num_samples: the output holds 128; asked for 64, but a run shrinks only"
                + " where no shard beyond has been made, and there is base/00003.npz");
    assertThat(server.bytes("study", RECORD)).isEqualTo(larger);
  }

  private byte[] recordOf(int seed) throws IOException {
    prepare(seed, "gs://study/elsewhere").close();
    return server.bytes("study", "elsewhere/run.textproto");
  }

  /** Another record is there a moment sooner. */
  private void whenARecordIsToBeWritten(byte[] other) {
    server.disturb(
        request -> {
          if (request.operation().equals("insert") && request.object().equals(RECORD)) {
            server.disturb(unused -> Disturbance.NONE);
            put(other);
          }
          return Disturbance.NONE;
        });
  }

  private void put(byte[] record) {
    try {
      server.put("study", RECORD, record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PreparedRun prepare(int seed, String output) throws IOException {
    return prepare(seed, 32, output);
  }

  private static PreparedRun prepare(int seed, int samples, String output) throws IOException {
    return prepare(
        List.of(
            "generation.num_samples=" + samples,
            "execution.shard_size=32",
            "generation.seed=" + seed),
        output);
  }

  private static PreparedRun prepare(List<String> overrides, String output) throws IOException {
    return Preparation.of(Purpose.GENERATE)
        .prepare(new ConfigurationRequest(CONFIGURATION, overrides), output);
  }
}
