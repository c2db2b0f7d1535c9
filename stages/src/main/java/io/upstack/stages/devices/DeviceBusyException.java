package io.upstack.stages.devices;

import java.time.Duration;
import java.util.List;

/** The devices that were asked for hold the models of others. */
public final class DeviceBusyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DeviceBusyException(List<String> holders, Duration waited) {
    super(
        ("%s; waited %d s. End that, name another device by execution.device or"
                + " CUDA_VISIBLE_DEVICES, or let all of them share it by"
                + " execution.share_device: true, if their models fit together")
            .formatted(String.join("; ", holders), waited.toSeconds()));
  }
}
