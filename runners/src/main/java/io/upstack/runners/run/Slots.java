package io.upstack.runners.run;

import io.upstack.proto.Execution;
import io.upstack.stages.devices.VisibleDevices;

/** The number of shards that are in work at once in this process. */
public final class Slots {
  private static final String CPU = "cpu";

  private Slots() {}

  /**
   * Returns the configured number. Without one, it returns as many as keep all cores busy, or two
   * for each GPU, so that one can compute while the other writes its results.
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

  /** Returns how many of the slots compute at once: all of them, or one for each GPU. */
  public static int computing(Execution execution) {
    if (execution.getDevice().equals(CPU)) {
      return of(execution);
    }
    return Math.min(of(execution), VisibleDevices.named(execution.getDevice()).size());
  }
}
