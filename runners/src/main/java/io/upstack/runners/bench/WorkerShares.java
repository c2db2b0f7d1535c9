package io.upstack.runners.bench;

import io.upstack.proto.SimulatedWork;
import io.upstack.proto.SlowWorker;
import io.upstack.stages.simulation.Maker;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The share of a run that each worker did.
 *
 * @param byWorker the slots and shards of each worker
 */
record WorkerShares(SortedMap<String, Share> byWorker) {
  /** The share of one worker. */
  record Share(int slots, int shards) {
    private Share plus(Share other) {
      return new Share(slots + other.slots, shards + other.shards);
    }
  }

  static WorkerShares of(Map<Maker, Integer> shardsByMaker) {
    SortedMap<String, Share> shares = new TreeMap<>();
    shardsByMaker.forEach(
        (maker, shards) -> shares.merge(maker.worker(), new Share(1, shards), Share::plus));
    return new WorkerShares(shares);
  }

  int slots() {
    return byWorker.values().stream().mapToInt(Share::slots).sum();
  }

  private int shards() {
    return byWorker.values().stream().mapToInt(Share::shards).sum();
  }

  /**
   * Returns the seconds in which these slots would make these shards without any loss. If the slots
   * are equal, the last round takes as long as any other; if they are not, only their pooled speed
   * counts.
   */
  double idealSeconds(SimulatedWork work) {
    if (work.getSlowCount() == 0) {
      return ((shards() - 1) / slots() + 1) * work.getShardSeconds();
    }
    double speed = 0;
    for (Map.Entry<String, Share> worker : byWorker.entrySet()) {
      speed += worker.getValue().slots() / factor(work, worker.getKey());
    }
    return shards() * work.getShardSeconds() / speed;
  }

  private static double factor(SimulatedWork work, String worker) {
    return work.getSlowList().stream()
        .filter(slow -> slow.getWorker().equals(worker))
        .mapToDouble(SlowWorker::getFactor)
        .findFirst()
        .orElse(1);
  }
}
