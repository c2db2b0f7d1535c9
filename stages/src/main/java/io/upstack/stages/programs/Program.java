package io.upstack.stages.programs;

import static java.util.Locale.ROOT;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.file.Path;
import java.util.List;

/**
 * A TorchScript program in memory, on one device. Safe for use by many threads.
 *
 * <p>The graph executor's optimizer stays off. It profiles the first calls and then runs other,
 * fused arithmetic, so the results of a fresh process and a warm one would differ in their last
 * bits.
 */
public final class Program implements AutoCloseable {
  private static final String RUNTIME_ERROR = "RuntimeError: ";

  private final Path file;
  private final PtNDManager manager;
  private final PtSymbolBlock block;

  private Program(Path file, PtNDManager manager, PtSymbolBlock block) {
    this.file = file;
    this.manager = manager;
    this.block = block;
  }

  /**
   * Loads an archive.
   *
   * @throws DeviceMemoryException if it does not fit onto the device
   * @throws ProgramException naming the file, if libtorch can't load it
   * @throws WrongProcessorException if it is to run on this processor and the processor computes
   *     wrong sums
   */
  public static Program load(Path file, Device device) {
    if (!device.isGpu()) {
      ConvolutionCheck.requireRightSums();
    }
    return loadUnchecked(file, device);
  }

  static Program loadUnchecked(Path file, Device device) {
    PtNDManager manager = (PtNDManager) TorchEngine.engine().newBaseManager(device);
    try {
      // A program that is loaded as trainable runs outside inference mode, where it may take
      // gradients of its own intermediate values. Its tensors are buffers and record no gradients
      // themselves.
      PtSymbolBlock block =
          JniUtils.loadModule(manager, file, true, new String[0], new String[0], true);
      return new Program(file, manager, block);
    } catch (EngineException e) {
      manager.close();
      if (DeviceMemoryException.isCauseOf(e)) {
        throw new DeviceMemoryException(TorchEngine.name(device), reason(e), e);
      }
      throw new ProgramException(
          String.format(ROOT, "%s is not a TorchScript program: %s", file, reason(e)), e);
    } catch (Throwable e) {
      manager.close();
      throw e;
    }
  }

  public boolean isOnGpu() {
    return manager.getDevice().isGpu();
  }

  /** Returns the device on which it computes: {@code cpu} or {@code cuda:N}. */
  public String device() {
    return TorchEngine.name(manager.getDevice());
  }

  /** Returns a manager for inputs and results. Closing it frees them. */
  public NDManager newManager() {
    return manager.newSubManager();
  }

  /**
   * Runs a method. Results belong to the manager of the first input.
   *
   * @throws DeviceMemoryException if the device does not have enough memory; the call then leaves
   *     nothing in memory
   * @throws ProgramException naming the method and the file, with libtorch's message about the
   *     cause
   */
  public NDList run(String method, NDList inputs) {
    return run(method, inputs, false);
  }

  /** Runs a method that takes gradients internally. */
  public NDList runWithGradients(String method, NDList inputs) {
    return run(method, inputs, true);
  }

  private NDList run(String method, NDList inputs, boolean gradients) {
    JniUtils.setGraphExecutorOptimize(false);
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(gradients);
    try {
      PtNDManager owner = (PtNDManager) inputs.head().getManager();
      return ModuleMethods.call(block, method, inputs, owner);
    } catch (EngineException e) {
      if (DeviceMemoryException.isCauseOf(e)) {
        TorchEngine.releaseCachedMemory(manager.getDevice());
        throw new DeviceMemoryException(device(), reason(e), e);
      }
      throw new ProgramException(
          String.format(ROOT, "%s of %s failed: %s", method, file, reason(e)), e);
    } finally {
      JniUtils.setGradMode(before);
    }
  }

  @Override
  public void close() {
    try (manager) {
      block.close();
    }
  }

  /** Returns the cause without the traces that libtorch puts around it. */
  private static String reason(EngineException e) {
    List<String> lines =
        String.valueOf(e.getMessage()).lines().filter(line -> !line.isBlank()).toList();
    return lines.stream()
        .filter(line -> line.startsWith(RUNTIME_ERROR))
        .map(line -> line.substring(RUNTIME_ERROR.length()))
        .findFirst()
        .or(() -> lines.stream().findFirst())
        .orElse("libtorch does not say why");
  }
}
