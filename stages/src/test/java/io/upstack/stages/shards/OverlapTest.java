package io.upstack.stages.shards;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Shard;
import io.upstack.stages.devices.DeviceTurns;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two slots that share a device: one computes while the other writes what it has made. */
@Timeout(300)
class OverlapTest {
  private static final Duration COMPUTING = Duration.ofMillis(500);
  private static final Duration WRITING = Duration.ofMillis(300);
  private static final int SHARDS = 10;

  /** A machine that does other things may hold up single rounds. */
  private static final int ROUNDS = 6;

  @TempDir private Path folder;
  private final DeviceTurns turns = DeviceTurns.oneAtATime();
  private final AtomicInteger computing = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();

  @Test
  void takeTheTimeOfTheComputingAlone() throws Exception {
    double ideal = SHARDS * COMPUTING.toMillis() / 1e3;
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      ratios.add(seconds(folder.resolve("round-" + round)) / ideal);
      if (ratios.get(round) <= 1.15) {
        break;
      }
    }
    System.out.printf("wall time over compute time: %s%n", ratios);
    assertThat(ratios).anyMatch(ratio -> ratio <= 1.15).allMatch(ratio -> ratio >= 1);
    assertThat(mostAtOnce).hasValue(1);
  }

  private double seconds(Path output) throws Exception {
    Queue<Shard> shards = new ConcurrentLinkedQueue<>();
    for (int index = 0; index < SHARDS; index++) {
      shards.add(Shard.newBuilder().setIndex(index).setFirstSample(index).setSamples(1).build());
    }
    ExecutorService slots = Executors.newFixedThreadPool(2);
    try (ObjectStore store = new SlowStore(ObjectStores.open(output.toString()), WRITING)) {
      ShardStage stage = new CountingStage("one", (shard, unused, progress) -> compute());
      ShardWorker worker = new ShardWorker(List.of(stage), store, (name, samples) -> {});
      Callable<Integer> slot =
          () -> {
            int made = 0;
            for (Shard shard = shards.poll(); shard != null; shard = shards.poll()) {
              worker.work(shard);
              made++;
            }
            return made;
          };
      long start = System.nanoTime();
      int made = 0;
      for (Future<Integer> done : slots.invokeAll(List.of(slot, slot))) {
        made += done.get();
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      assertThat(made).isEqualTo(SHARDS);
      assertThat(store.list("one/")).hasSize(SHARDS);
      return seconds;
    } finally {
      slots.shutdownNow();
    }
  }

  private void compute() {
    try (DeviceTurns.Turn turn = turns.take()) {
      assertThat(turn).isNotNull();
      mostAtOnce.accumulateAndGet(computing.incrementAndGet(), Math::max);
      Thread.sleep(COMPUTING.toMillis());
      computing.decrementAndGet();
    } catch (InterruptedException e) {
      throw new IllegalStateException("interrupted", e);
    }
  }
}
