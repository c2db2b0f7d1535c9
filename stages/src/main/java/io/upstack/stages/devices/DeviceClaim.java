package io.upstack.stages.devices;

import io.upstack.stages.shards.Worker;
import java.util.List;

/**
 * What someone wants of a process' devices.
 *
 * @param devices any of which will do
 * @param purpose for others to read, such as "makes /data/out"
 */
public record DeviceClaim(List<ComputeDevice> devices, Sharing sharing, String purpose) {
  public DeviceClaim {
    devices = List.copyOf(devices);
    if (devices.isEmpty()) {
      throw new IllegalArgumentException("a claim names at least one device");
    }
  }

  /** Where it comes from, and what for. */
  String holder() {
    return "%s, which %s".formatted(Worker.name(), purpose);
  }
}
