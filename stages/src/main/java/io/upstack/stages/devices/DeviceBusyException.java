package io.upstack.stages.devices;

import java.time.Duration;
import java.util.List;

/** Thrown when the requested devices hold the models of other runs. */
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
