package io.upstack.runners.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.SimulatedWork;
import io.upstack.proto.SlowWorker;
import io.upstack.runners.bench.WorkerShares.Share;
import io.upstack.stages.simulation.Maker;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WorkerSharesTest {
  private static final WorkerShares SHARES =
      WorkerShares.of(
          Map.of(
              new Maker("a", 1), 10,
              new Maker("a", 2), 9,
              new Maker("b", 1), 2,
              new Maker("b", 7), 4));

  private static final SimulatedWork WORK = SimulatedWork.newBuilder().setShardSeconds(0.5).build();

  @Test
  void addsTheSlotsOfAWorker() {
    assertThat(SHARES.byWorker())
        .containsExactly(Map.entry("a", new Share(2, 19)), Map.entry("b", new Share(2, 6)));
    assertThat(SHARES.slots()).isEqualTo(4);
  }

  @Test
  void equalSlotsWorkInRounds() {
    // 25 shards on 4 slots.
    assertThat(SHARES.idealSeconds(WORK)).isEqualTo(7 * 0.5);
  }

  @Test
  void unequalSlotsPoolTheirSpeed() {
    SimulatedWork slow =
        WORK.toBuilder().addSlow(SlowWorker.newBuilder().setWorker("b").setFactor(4)).build();

    assertThat(SHARES.idealSeconds(slow)).isEqualTo(25 * 0.5 / 2.5);
  }
}
