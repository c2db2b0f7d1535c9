package io.upstack.stages.devices;

import ai.djl.Device;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Devices that are treated as GPUs are, and compute on the processor. */
public final class FakeDevices {
  private FakeDevices() {}

  public static ComputeDevice of(int index) {
    return new ComputeDevice("fake:" + index, Device.cpu(), Optional.of("fake-" + index));
  }

  public static List<ComputeDevice> first(int count) {
    return IntStream.range(0, count).mapToObj(FakeDevices::of).toList();
  }
}
