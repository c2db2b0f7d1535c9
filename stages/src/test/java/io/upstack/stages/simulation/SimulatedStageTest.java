package io.upstack.stages.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.SimulatedWork;
import io.upstack.proto.SlowWorker;
import io.upstack.proto.StageWork;
import io.upstack.stages.shards.ShardFailedException;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardWorker;
import io.upstack.stages.shards.StepTimeRecords;
import io.upstack.stages.shards.Worker;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SimulatedStageTest {
  private static final Shard SHARD =
      Shard.newBuilder().setIndex(3).setFirstSample(24).setSamples(8).build();

  private static final ShardLayout LAYOUT =
      ShardLayout.ofImages("base", "samples", SimulatedObjects.EDGE, ShardLayout.Labelled.NO);

  @TempDir private Path directory;
  private ObjectStore store;

  @BeforeEach
  void open() throws IOException {
    store = ObjectStores.open(directory.toString());
  }

  @Test
  void leavesWhoMadeAShard() throws IOException {
    ShardResult result = work(SimulatedWork.newBuilder().setShardSeconds(0).build(), "a worker");

    assertThat(result.getObjects(0).getName()).isEqualTo("samples/00003.npz");
    assertThat(SimulatedObjects.maker(store, LAYOUT, SHARD))
        .isEqualTo(new Maker("a worker", Thread.currentThread().getId()));
    assertThat(store.list("samples/")).allMatch(object -> LAYOUT.isComplete(object, SHARD));
  }

  @Test
  void takesTheTimeOfItsWorker() {
    SimulatedWork work =
        SimulatedWork.newBuilder()
            .setShardSeconds(0.05)
            .addSlow(SlowWorker.newBuilder().setWorker("slow").setFactor(4))
            .build();

    ShardResult result = work(work, "slow");

    assertThat(seconds(result, "base")).isEqualTo(0.2);
    assertThat(StepTimeRecords.stepTimes(result.getWork(0)).counts()).hasToString("{200000=1}");
  }

  @Test
  void othersTakeTheTimeOfAShard() {
    SimulatedWork work =
        SimulatedWork.newBuilder()
            .setShardSeconds(0.05)
            .addSlow(SlowWorker.newBuilder().setWorker("slow").setFactor(4))
            .build();
    long start = System.nanoTime();

    ShardResult result = work(work, "slower");

    assertThat(seconds(result, "base")).isEqualTo(0.05);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isGreaterThanOrEqualTo(Duration.ofMillis(50));
  }

  @Test
  void endsAtOnceWhenItIsInterrupted() throws Exception {
    SimulatedWork work = SimulatedWork.newBuilder().setShardSeconds(3600).build();
    CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                work(work, "a worker");
              } catch (ShardFailedException e) {
                interrupted.complete(Thread.currentThread().isInterrupted());
              }
            });
    thread.start();

    thread.interrupt();

    assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void failsWhereItIsTold() {
    SimulatedWork work = SimulatedWork.newBuilder().setFailingShard(3).build();

    assertThatThrownBy(() -> work(work, "a worker"))
        .isInstanceOf(ShardFailedException.class)
        .hasMessage(
            "stage base, shard 3 (samples 24 to 31): a shard that was to fail, on a worker");
  }

  @Test
  void endsItsProcessWhereItIsTold() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D%s=doomed".formatted(Worker.LABEL),
                "-cp",
                System.getProperty("java.class.path"),
                FatalProcess.class.getName(),
                directory.toString())
            .inheritIO()
            .start();

    assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(SimulatedStage.FATAL_STATUS);
    assertThat(SimulatedObjects.maker(store, LAYOUT, SHARD).worker()).isEqualTo("doomed");
  }

  /** Makes a shard, and the one that is fatal. */
  static final class FatalProcess {
    private FatalProcess() {}

    public static void main(String[] arguments) throws IOException {
      SimulatedStage stage =
          new SimulatedStage(SimulatedWork.newBuilder().setFatalShard(4).build(), LAYOUT);
      try (ObjectStore store = ObjectStores.open(arguments[0])) {
        ShardWorker worker = new ShardWorker(List.of(stage), store, (name, samples) -> {});
        worker.work(SHARD);
        worker.work(SHARD.toBuilder().setIndex(4).build());
      }
    }
  }

  private ShardResult work(SimulatedWork work, String worker) {
    SimulatedStage stage = new SimulatedStage(work, LAYOUT, worker);
    return new ShardWorker(List.of(stage), store, (name, samples) -> {}).work(SHARD);
  }

  private static double seconds(ShardResult result, String stage) {
    return result.getWorkList().stream()
        .filter(work -> work.getStage().equals(stage))
        .mapToDouble(StageWork::getModelSeconds)
        .sum();
  }
}
