package io.upstack.runners.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.proto.CloudStorage;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.shards.FinishedShards;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardLayout.Labelled;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts the requests that show how far a run of 50,000 samples in a bucket has come. */
final class PlanningRequestsTest {
  private static final ShardLayout BASE = ShardLayout.ofImages("base", "base", 64, Labelled.YES);
  private static final ShardLayout SAMPLES =
      ShardLayout.ofImages("upsample", "samples", 256, Labelled.YES);

  private BucketServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start("study");
    connect();
  }

  private void connect() {
    Buckets.begin(
        CloudStorage.newBuilder().setEndpoint(server.endpoint()).setAnonymous(true).build());
  }

  @AfterEach
  void stopServer() {
    Buckets.begin(CloudStorage.getDefaultInstance());
    server.close();
  }

  @ParameterizedTest
  @CsvSource({"128, 391, 1", "16, 3125, 4"})
  void areOneForEachStageAndThousandShards(int shardSize, int shards, int pages)
      throws IOException {
    List<Shard> plan = ShardPlan.of(50_000, shardSize);
    assertThat(plan).hasSize(shards);
    for (ShardLayout layout : List.of(BASE, SAMPLES)) {
      // All but the first and the last.
      for (Shard shard : plan.subList(1, shards - 1)) {
        server.putListed(
            "study", "run/" + layout.objectName(shard), layout.objectSize(shard.getSamples()));
      }
    }
    try (ObjectStore store = ObjectStores.open("gs://study/run")) {
      server.forgetRequests();
      for (ShardLayout layout : List.of(BASE, SAMPLES)) {
        assertThat(FinishedShards.of(plan, layout, store)).isEqualTo(plan.subList(1, shards - 1));
      }
    }
    assertThat(server.requests())
        .hasSize(2 * pages)
        .allMatch(request -> request.operation().equals("list"));
  }

  @Test
  void areNotMadeAgainForAnOutputThatIsOpenedAgain() throws IOException {
    for (int worker = 0; worker < 10; worker++) {
      ObjectStores.open("gs://study/run").close();
    }
    assertThat(server.requests()).hasSize(1);
    assertThatThrownBy(() -> ObjectStores.open("gs://nowhere/run"))
        .hasMessageContaining("bucket 'nowhere' does not exist");
    assertThatThrownBy(() -> ObjectStores.open("gs://nowhere/run"))
        .hasMessageContaining("bucket 'nowhere' does not exist");
  }

  @Test
  void anEmptyOutputTakesOneToo() throws IOException {
    try (ObjectStore store = ObjectStores.open("gs://study/new")) {
      server.forgetRequests();
      assertThat(FinishedShards.of(ShardPlan.of(50_000, 128), BASE, store)).isEmpty();
    }
    assertThat(server.requests()).hasSize(1);
  }

  /** Counts all requests before the first shard of a run that goes on. */
  @Test
  void areTwelveForARunThatGoesOn() throws IOException {
    prepare().close();
    // Another process.
    connect();
    server.forgetRequests();
    try (PreparedRun run = prepare()) {
      for (WorkStage stage : List.of(WorkStage.BASE, WorkStage.UPSAMPLE)) {
        assertThat(FinishedShards.of(run.shards(), run.layout(stage), run.store())).isEmpty();
      }
    }
    Map<String, Long> counts = new TreeMap<>();
    server.requests().forEach(request -> counts.merge(request.operation(), 1L, Long::sum));
    assertThat(counts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                // The bucket, the probe, and each stage.
                "list", 4L,
                // The probe three times, and the record twice.
                "get", 5L,
                "media", 1L,
                "insert", 1L,
                "delete", 1L));
  }

  private static PreparedRun prepare() throws IOException {
    return Preparation.of(Purpose.GENERATE)
        .prepare(
            new ConfigurationRequest(
                Path.of("..", "configs", "fashion32.textproto"),
                List.of("generation.num_samples=50000", "execution.shard_size=128")),
            "gs://study/run");
  }
}
