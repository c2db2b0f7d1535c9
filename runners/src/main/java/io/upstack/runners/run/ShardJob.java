package io.upstack.runners.run;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.progress.StageGoal;
import java.util.List;

/**
 * Shards that are to be taken through the stages of an order.
 *
 * @param name reference or samples
 * @param shards all of the run
 * @param pending those that are not done
 */
record ShardJob(
    String name,
    PreparedRun run,
    WorkOrder order,
    List<Shard> shards,
    List<Shard> pending,
    List<StageGoal> goals) {
  static final String REFERENCE = "reference";
  static final String SAMPLES = "samples";

  boolean isOfSamples() {
    return name.equals(SAMPLES);
  }
}
