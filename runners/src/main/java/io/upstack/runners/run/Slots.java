package io.upstack.runners.run;

import io.upstack.proto.Execution;

/** How many shards are in work at once in this process. */
public final class Slots {
  private static final String CPU = "cpu";

  private Slots() {}

  /** As configured, or as many as keep all cores busy, or one on a GPU. */
  public static int of(Execution execution) {
    if (execution.getSlots() > 0) {
      return execution.getSlots();
    }
    if (!execution.getDevice().equals(CPU)) {
      return 1;
    }
    int cores = Runtime.getRuntime().availableProcessors();
    return Math.max(1, cores / execution.getIntraOpThreads());
  }
}
