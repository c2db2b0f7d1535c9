package io.upstack.stages.stack;

import io.upstack.proto.Execution;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.devices.ComputeDevice;
import io.upstack.stages.devices.DeviceClaim;
import io.upstack.stages.devices.DeviceGuard;
import io.upstack.stages.devices.DeviceLease;
import io.upstack.stages.devices.DevicePool;
import io.upstack.stages.devices.Sharing;
import io.upstack.stages.devices.VisibleDevices;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Stages that the slots of a process share, so that each model is in memory once per device. They
 * are released with their last user.
 */
public final class SharedStages {
  /** The time to wait for an earlier run to end, or for a process that is about to end. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final DevicePool<WorkOrder, OpenStages> pool =
      new DevicePool<>(OpenStages::open, DeviceGuard.ofThisMachine(), PATIENCE);

  private SharedStages() {}

  /**
   * Returns the stages of the order on one of the devices that its configuration names. The first
   * caller opens them. The lease must be closed once for each call.
   *
   * @throws io.upstack.stages.devices.DeviceBusyException if others use the devices for too long
   */
  public static DeviceLease<OpenStages> acquire(WorkOrder order) throws IOException {
    return pool.acquire(order, claim(order));
  }

  /** Returns the claim of an order on the devices of its process. */
  static DeviceClaim claim(WorkOrder order) {
    Execution execution = order.getConfiguration().getExecution();
    List<ComputeDevice> devices =
        order.getStagesList().stream().anyMatch(SharedStages::runsNetworks)
            ? VisibleDevices.named(execution.getDevice())
            : List.of(ComputeDevice.CPU);
    return new DeviceClaim(
        devices,
        execution.getShareDevice() ? Sharing.SHARED : Sharing.ALONE,
        "makes " + order.getOutput());
  }

  /** Returns whether a stage runs networks. Units of a measurement are computed on the CPU. */
  private static boolean runsNetworks(WorkStage stage) {
    return switch (stage) {
      case BASE, UPSAMPLE, FEATURES, REFERENCE_FEATURES, GIVEN_FEATURES -> true;
      default -> false;
    };
  }
}
