package io.upstack.runners.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.proto.CloudStorage;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.store.Buckets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two runs that begin in one output at the same moment: each has found it empty. */
final class RunsAtOnceTest {
  private static final String RECORD = "out/run.textproto";

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

    assertThatThrownBy(() -> prepare(2, "gs://study/out"))
        .isInstanceOf(InvalidInputException.class)
        .hasMessageContaining("gs://study/out, which holds another run")
        .hasMessageContaining("generation.seed: ")
        .hasMessageEndingWith("\n  --output: another run has begun in it at the same time");
    assertThat(server.bytes("study", RECORD)).isEqualTo(first);
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
  void ofTwoThatGrowItAtOnceTheSecondReadsAgainAndDecidesAgain() throws IOException {
    prepare(1, 32, "gs://study/out").close();
    prepare(1, 96, "gs://study/elsewhere").close();
    byte[] larger = server.bytes("study", "elsewhere/run.textproto");
    whenARecordIsToBeWritten(larger);

    // Nothing beyond 64 samples is there yet, so the second may have fewer.
    prepare(1, 64, "gs://study/out").close();

    assertThat(new String(server.bytes("study", RECORD), UTF_8)).contains("num_samples: 64");
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

  /** Another one is there a moment sooner. */
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
    return Preparation.of(Purpose.GENERATE)
        .prepare(
            new ConfigurationRequest(
                Path.of("..", "configs", "fashion32.textproto"),
                List.of(
                    "generation.num_samples=" + samples,
                    "execution.shard_size=32",
                    "generation.seed=" + seed)),
            output);
  }
}
