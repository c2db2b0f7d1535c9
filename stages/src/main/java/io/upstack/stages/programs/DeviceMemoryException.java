package io.upstack.stages.programs;

import static java.util.Locale.ROOT;

import ai.djl.engine.EngineException;
import java.util.List;

/** Reports that a device does not have enough memory for a request. A smaller one may fit. */
public final class DeviceMemoryException extends ProgramException {
  private static final long serialVersionUID = 1L;

  /** Parts of the messages of the allocators of libtorch, cuBLAS and cuDNN. */
  private static final List<String> SYMPTOMS =
      List.of(
          "out of memory",
          "DefaultCPUAllocator: can't allocate memory",
          "DefaultCPUAllocator: not enough memory",
          "STATUS_ALLOC_FAILED");

  private final String device;
  private final String reason;

  /**
   * @param device name of the device, such as cuda:0
   * @param reason the reason that libtorch gives
   */
  public DeviceMemoryException(String device, String reason, Throwable cause) {
    this(
        String.format(ROOT, "%s has not enough memory: %s", device, reason), device, reason, cause);
  }

  private DeviceMemoryException(String message, String device, String reason, Throwable cause) {
    super(message, cause);
    this.device = device;
    this.reason = reason;
  }

  static boolean isCauseOf(EngineException failure) {
    String message = String.valueOf(failure.getMessage());
    return SYMPTOMS.stream().anyMatch(message::contains);
  }

  /** Returns the same failure for a single sample, when nothing smaller can be tried. */
  DeviceMemoryException ofSingleSample() {
    return new DeviceMemoryException(
        String.format(
            ROOT,
            "a single sample does not fit into the memory of %s, and a micro-batch can't be"
                + " smaller: end what else uses the device, or take one with more memory (%s)",
            device,
            reason),
        device,
        reason,
        this);
  }

  /** Returns the name of the device, such as cuda:0. */
  public String device() {
    return device;
  }
}
