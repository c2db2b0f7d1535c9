package io.upstack.stages.devices;

import io.upstack.stages.programs.TorchEngine;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds the devices that a configuration names, as this process sees them. */
public final class VisibleDevices {
  private static final String ANY_GPU = "cuda";
  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  private VisibleDevices() {}

  /**
   * Returns the devices that can be used.
   *
   * @param configured {@code cpu}, {@code cuda:N}, or {@code cuda} for all GPUs of the process
   * @throws IllegalArgumentException if it is none of these, or if there are no such devices
   */
  public static List<ComputeDevice> named(String configured) {
    Optional<String> visible = Optional.ofNullable(System.getenv(VISIBLE));
    if (!configured.equals(ANY_GPU)) {
      return List.of(device(configured, visible));
    }
    int present = TorchEngine.gpuCount();
    if (present == 0) {
      throw new IllegalArgumentException(
          "cuda: " + TorchEngine.library() + " sees no CUDA devices");
    }
    return IntStream.range(0, present)
        .mapToObj(index -> device(ANY_GPU + ":" + index, visible))
        .toList();
  }

  private static ComputeDevice device(String name, Optional<String> visible) {
    if (name.equals(ComputeDevice.CPU.name())) {
      return ComputeDevice.CPU;
    }
    return new ComputeDevice(
        name,
        TorchEngine.device(name),
        Optional.of(identity(Integer.parseInt(name.substring(ANY_GPU.length() + 1)), visible)));
  }

  /**
   * Returns the driver's name for the GPU that CUDA has numbered for this process.
   *
   * @param visible the value of CUDA_VISIBLE_DEVICES, if it is set
   */
  static String identity(int index, Optional<String> visible) {
    List<String> listed =
        visible.stream()
            .flatMap(text -> Arrays.stream(text.split(",", -1)))
            .map(String::trim)
            .filter(entry -> !entry.isEmpty())
            .toList();
    String entry = index < listed.size() ? listed.get(index) : Integer.toString(index);
    return "gpu-" + entry.replaceAll("[^A-Za-z0-9-]", "_");
  }
}
