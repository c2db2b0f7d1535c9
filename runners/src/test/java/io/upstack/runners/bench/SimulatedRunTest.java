package io.upstack.runners.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.proto.CloudStorage;
import io.upstack.proto.SimulatedWork;
import io.upstack.runners.ScratchOfThisProcess;
import io.upstack.runners.commands.BenchClusterRequest;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.stages.store.Buckets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SimulatedRunTest {
  private static final BenchClusterRequest REQUEST =
      new BenchClusterRequest(
          new RunnerChoice.Flink(
              Optional.empty(), Optional.empty(), RunnerChoice.Presence.ATTACHED),
          Optional.of("gs://study/out"),
          8,
          4,
          SimulatedWork.getDefaultInstance());

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
  void anOutputThatTakesNoRecordIsClosed() throws IOException {
    Set<Path> open = ScratchOfThisProcess.directories();
    server.deny("storage.objects.create");

    assertThatThrownBy(() -> SimulatedRun.prepare(REQUEST, "gs://study/out"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("run.textproto");
    assertThat(ScratchOfThisProcess.directories()).isEqualTo(open);
  }
}
