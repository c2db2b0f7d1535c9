package io.upstack.stages.shards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.AttemptRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountedWorkerTest {
  private static final Shard SHARD =
      Shard.newBuilder().setIndex(3).setFirstSample(12).setSamples(4).build();
  private static final String FAILURE =
      "stage one, shard 3 (samples 12 to 15): the network is of another shape";

  @TempDir private Path folder;
  private ObjectStore store;
  private final CountingStage healthy = CountingStage.of("one");
  private final CountingStage failing =
      new CountingStage(
          "one",
          (shard, from, progress) -> {
            throw new IllegalStateException("the network is of another shape");
          });

  @BeforeEach
  void open() throws IOException {
    store = ObjectStores.open(folder.toString());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void aShardThatIsDoneLeavesNoMark() throws IOException {
    ShardResult result = worker("a", healthy).work(SHARD);

    assertThat(result.hasFailure()).isFalse();
    assertThat(result.getObjectsCount()).isEqualTo(1);
    assertThat(store.list(ShardAttempts.DIRECTORY)).isEmpty();
  }

  @Test
  void theLastFailureIsTheShardsResult() throws IOException {
    for (int attempt = 1; attempt < 3; attempt++) {
      assertThatThrownBy(() -> worker("a", failing).work(SHARD))
          .isInstanceOf(ShardFailedException.class)
          .hasMessage(FAILURE);
    }
    ShardResult third = worker("a", failing).work(SHARD);

    assertThat(third.getShard()).isEqualTo(SHARD);
    assertThat(third.getFailure())
        .isEqualTo(
            "%s; given up after 3 attempts, on %s, %s, %s"
                .formatted(FAILURE, Worker.name(), Worker.name(), Worker.name()));
    // Nobody begins it again.
    assertThat(worker("a", healthy).work(SHARD)).isEqualTo(third);
    assertThat(healthy.shardsMade()).isZero();
    assertThat(attempts("a").of(SHARD))
        .extracting(AttemptRecord::getAttempt)
        .containsExactly(1, 2, 3);
  }

  @Test
  void aProcessThatDiesCountsToo() throws IOException {
    for (int attempt = 0; attempt < 3; attempt++) {
      ShardAttempts attempts = attempts("a");
      attempts.begin(SHARD, "one", attempts.of(SHARD));
    }
    ShardResult result = worker("a", healthy).work(SHARD);

    String died = Worker.name() + " (died or was lost)";
    assertThat(result.getFailure())
        .isEqualTo(
            "stage one, shard 3 (samples 12 to 15): its process ends each time; given up after 3"
                + " attempts, on %s, %s, %s".formatted(died, died, died));
  }

  @Test
  void anotherJobBeginsAnew() throws IOException {
    for (int attempt = 0; attempt < 3; attempt++) {
      ShardAttempts attempts = attempts("a");
      attempts.begin(SHARD, "one", attempts.of(SHARD));
    }

    assertThat(worker("b", healthy).work(SHARD).hasFailure()).isFalse();
    assertThat(attempts("a").of(SHARD)).hasSize(3);
    ShardAttempts.forgetAll(store);
    assertThat(attempts("a").of(SHARD)).isEmpty();
  }

  @Test
  void whatIsInterruptedDoesNotCount() throws IOException {
    CountingStage interrupted =
        new CountingStage(
            "one",
            (shard, from, progress) -> {
              Thread.currentThread().interrupt();
              throw new IllegalStateException("the network is of another shape");
            });
    assertThatThrownBy(() -> worker("a", interrupted).work(SHARD)).hasMessage(FAILURE);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(attempts("a").of(SHARD)).isEmpty();
  }

  private CountedWorker worker(String launch, ShardStage stage) {
    return new CountedWorker(
        new ShardWorker(List.of(stage), store, (name, samples) -> {}), attempts(launch));
  }

  private ShardAttempts attempts(String launch) {
    AttemptLimit limit = AttemptLimit.newBuilder().setLaunch(launch).setLimit(3).build();
    return new ShardAttempts(store, limit, healthy.layout());
  }
}
