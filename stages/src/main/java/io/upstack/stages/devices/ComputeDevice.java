package io.upstack.stages.devices;

import ai.djl.Device;
import java.util.Optional;

/**
 * A device that programs compute on.
 *
 * @param name the name in this process: {@code cpu} or {@code cuda:N}
 * @param engineDevice the device where programs are loaded
 * @param identity a name that distinguishes it from all other devices of the machine, no matter
 *     what processes call it; absent for the CPU, which every process can use at any time
 */
public record ComputeDevice(String name, Device engineDevice, Optional<String> identity) {
  /** The CPU of this machine. */
  public static final ComputeDevice CPU = new ComputeDevice("cpu", Device.cpu(), Optional.empty());

  /**
   * Returns whether the device holds the models of one run at a time and computes one stage at a
   * time.
   */
  public boolean isExclusive() {
    return identity.isPresent();
  }
}
