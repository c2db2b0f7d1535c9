package io.upstack.stages.programs;

import static java.util.Locale.ROOT;

import ai.djl.engine.EngineException;
import java.util.List;

/** A device has not enough memory for what was asked of it; less at once may fit. */
public final class DeviceMemoryException extends ProgramException {
  private static final long serialVersionUID = 1L;

  /** As the allocators of libtorch, cuBLAS and cuDNN say it. */
  private static final List<String> SYMPTOMS =
      List.of(
          "out of memory",
          "DefaultCPUAllocator: can't allocate memory",
          "DefaultCPUAllocator: not enough memory",
          "STATUS_ALLOC_FAILED");

  private final String device;
  private final String reason;

  /**
   * @param device such as cuda:0
   * @param reason as libtorch gives it
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

  /** The same where nothing less is left to try. */
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

  /** Such as cuda:0. */
  public String device() {
    return device;
  }
}
