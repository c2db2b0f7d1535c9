package io.upstack.stages.devices;

import io.upstack.stages.shards.Worker;
import java.util.List;

/**
 * A request for one of a process's devices.
 *
 * @param devices the devices, any of which will do
 * @param purpose the purpose, for other users to read, such as "makes /data/out"
 */
public record DeviceClaim(List<ComputeDevice> devices, Sharing sharing, String purpose) {
  public DeviceClaim {
    devices = List.copyOf(devices);
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("a claim names at least one device");
    }
  }

  /** Returns the origin and the purpose of the claim. */
  String holder() {
    return "%s, which %s".formatted(Worker.name(), purpose);
  }
}
