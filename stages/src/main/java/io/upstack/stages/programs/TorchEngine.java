package io.upstack.stages.programs;

import static java.util.Locale.ROOT;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import java.nio.file.Files;
import java.nio.file.Path;

/** The engine that runs every program of this process. */
public final class TorchEngine {
  private static final String NAME = "PyTorch";
  private static final String CPU = "cpu";
  private static final String CUDA = "cuda:";

  private TorchEngine() {}

  /** Returns the name and version, such as {@code PyTorch 2.7.1}. */
  public static String description() {
    return NAME + " " + engine().getVersion();
  }

  /**
   * Describes the library that was loaded, for messages: its version and folder, and whether it was
   * built without CUDA.
   */
  public static String library() {
    String version = engine().getVersion();
    Path folder = Path.of(LibUtils.getLibtorchPath());
    String build =
        Files.exists(folder.resolve("libtorch_cuda.so")) ? "with CUDA" : "built without CUDA";
    return String.format(ROOT, "libtorch %s (%s, in %s)", version, build, folder);
  }

  /**
   * Sets the number of threads of one operator in the whole process, and also in the calling
   * thread, since each thread keeps its own number.
   */
  public static void useThreads(int threads) {
    engine();
    JniUtils.setNumThreads(threads);
  }

  /**
   * Returns the device with this name.
   *
   * @param device {@code cpu} or {@code cuda:N}
   * @throws IllegalArgumentException if it is neither, or if this machine has no such device
   */
  public static Device device(String device) {
    if (device.equals(CPU)) {
      return Device.cpu();
    }
    if (!device.matches("cuda:[0-9]{1,3}")) {
      throw new IllegalArgumentException(
          String.format(ROOT, "'%s' is neither cpu, cuda nor cuda:N", device));
    }
    int index = Integer.parseInt(device.substring(CUDA.length()));
    int present = gpuCount();
    if (index >= present) {
      throw new IllegalArgumentException(
          String.format(ROOT, "%s: %s sees %d CUDA devices", device, library(), present));
    }
    return Device.gpu(index);
  }

  /** Returns the number of GPUs that this process sees. */
  public static int gpuCount() {
    return engine().getGpuCount();
  }

  /** Returns the name of a device in a configuration: {@code cpu} or {@code cuda:N}. */
  public static String name(Device device) {
    return device.isGpu() ? CUDA + device.getDeviceId() : CPU;
  }

  /** Gives memory that libtorch has cached back to the device. */
  static void releaseCachedMemory(Device device) {
    if (device.isGpu()) {
      JniUtils.emptyCudaCache();
    }
  }

  /** Returns a manager that holds arrays of the engine on a device until it is closed. */
  public static NDManager newManager(Device device) {
    return engine().newBaseManager(device);
  }

  /** Loads libtorch on the first call. */
  static Engine engine() {
    ProcessorKernels.choose();
    EngineVariables.checkLibraryPath(EngineVariables.libraryPath());
    EngineVariables.removeThoseOfOthers();
    EngineLeftovers.remove();
    Engine engine = Engine.getEngine(NAME);
    ProcessorKernels.passOverNnpack();
    return engine;
  }
}
