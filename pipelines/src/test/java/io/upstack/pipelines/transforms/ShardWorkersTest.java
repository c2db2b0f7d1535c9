package io.upstack.pipelines.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.shards.ShardFailedException;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWorkersTest {
  @TempDir private Path directory;

  @Test
  void aShardOfAStageThatTheOrderLacksIsRefused() throws IOException {
    Shard unit = Shard.newBuilder().setIndex(3).setStage(WorkStage.COMPARISON).build();
    try (ObjectStore store = ObjectStores.open(directory.toString())) {
      ShardWorkers workers =
          ShardWorkers.of(WorkOrder.getDefaultInstance(), List.of(), store, (stage, done) -> {});
      assertThatThrownBy(() -> workers.work(unit))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("shard 3 is for stage COMPARISON, which the order does not have");
    }
  }

  @Test
  void aUnitThatFailsIsNamedByItsKind() {
    Shard unit = Shard.newBuilder().setIndex(3).setStage(WorkStage.POOL_MOMENTS).build();
    assertThat(new ShardFailedException("metrics", unit, new IOException("gone")))
        .hasMessage("stage metrics, pool moments, unit 3: gone");
  }
}
