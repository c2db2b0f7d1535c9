package io.upstack.runners.shards;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.progress.StageGoal;
import java.util.List;

/**
 * Shards that are to be taken through the stages of an order.
 *
 * @param name such as samples; of two jobs of one name on one output the second follows the first
 * @param shards how many there are, done or not
 * @param pending those that are not done
 * @param goals of each stage
 */
public record ShardJob(
    String name,
    WorkOrder order,
    int shards,
    List<Shard> pending,
    List<StageGoal> goals,
    Waiting waiting) {
  public ShardJob {
    pending = List.copyOf(pending);
    goals = List.copyOf(goals);
  }

  /** Whether a command that goes away when its work is taken waits for this one nevertheless. */
  public enum Waiting {
    /** What comes after stands on it. */
    ALWAYS,
    IF_ATTACHED
  }

  public boolean isDone() {
    return pending.isEmpty();
  }
}
