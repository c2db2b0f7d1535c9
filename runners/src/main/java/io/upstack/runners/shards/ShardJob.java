package io.upstack.runners.shards;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.progress.StageGoal;
import java.util.List;

/**
 * Shards that are to go through the stages of an order.
 *
 * @param name a name such as samples; if two jobs on one output have the same name, the second
 *     follows the first
 * @param shards the number of shards, done or not
 * @param pending the shards that are not done
 * @param goals the goals of each stage
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

  /** Whether a command that detaches from its work still waits for this job. */
  public enum Waiting {
    /** The next steps need the results of this job. */
    ALWAYS,
    IF_ATTACHED
  }

  public boolean isDone() {
    return pending.isEmpty();
  }
}
