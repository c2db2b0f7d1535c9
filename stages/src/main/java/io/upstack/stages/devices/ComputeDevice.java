package io.upstack.stages.devices;

import ai.djl.Device;
import java.util.Optional;

/**
 * What programs compute on.
 *
 * @param name as this process calls it: {@code cpu} or {@code cuda:N}
 * @param engineDevice where programs are loaded
 * @param identity tells it from all others of the machine, whatever processes call it; absent for
 *     the CPU, which anyone may use at any time
 */
public record ComputeDevice(String name, Device engineDevice, Optional<String> identity) {
  /** The processor. */
  public static final ComputeDevice CPU = new ComputeDevice("cpu", Device.cpu(), Optional.empty());

  /** Whether it holds one run's models at a time, and computes one stage at a time. */
  public boolean isExclusive() {
    return identity.isPresent();
  }
}
