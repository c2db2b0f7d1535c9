package io.upstack.runners.run;

import io.upstack.proto.Execution;
import io.upstack.stages.devices.VisibleDevices;

/** How many shards are in work at once in this process. */
public final class Slots {
  private static final String CPU = "cpu";

  private Slots() {}

  /**
   * As configured, or as many as keep all cores busy, or two a GPU: one computes while the other
   * writes what it has made.
   */
  public static int of(Execution execution) {
    if (execution.getSlots() > 0) {
      return execution.getSlots();
    }
    if (!execution.getDevice().equals(CPU)) {
      return 2 * VisibleDevices.named(execution.getDevice()).size();
    }
    int cores = Runtime.getRuntime().availableProcessors();
    return Math.max(1, cores / execution.getIntraOpThreads());
  }

  /** How many of them compute at once: all, or one a GPU. */
  public static int computing(Execution execution) {
    if (execution.getDevice().equals(CPU)) {
      return of(execution);
    }
    return Math.min(of(execution), VisibleDevices.named(execution.getDevice()).size());
  }
}
