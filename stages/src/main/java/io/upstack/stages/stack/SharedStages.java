package io.upstack.stages.stack;

import io.upstack.proto.WorkOrder;
import io.upstack.stages.shards.ShardStage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stages that the slots of a process share, so that each model is in memory once. They are released
 * with their last user.
 */
public final class SharedStages {
  private static final Map<WorkOrder, SharedStages> shared = new HashMap<>();

  private final OpenStages open;
  private int users;

  private SharedStages(OpenStages open) {
    this.open = open;
  }

  /** The stages of the order, opened by the first to ask. To be released once for each call. */
  public static List<ShardStage> acquire(WorkOrder order) throws IOException {
    synchronized (shared) {
      SharedStages stages = shared.get(order);
      if (stages == null) {
        stages = new SharedStages(OpenStages.open(order));
        shared.put(order, stages);
      }
      stages.users++;
      return stages.open.stages();
    }
  }

  /** Gives back what {@link #acquire} gave. */
  public static void release(WorkOrder order) {
    synchronized (shared) {
      SharedStages stages = shared.get(order);
      if (stages != null && --stages.users == 0) {
        shared.remove(order);
        stages.open.close();
      }
    }
  }
}
