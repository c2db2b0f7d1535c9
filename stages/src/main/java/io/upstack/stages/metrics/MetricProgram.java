package io.upstack.stages.metrics;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.TemporaryProgram;
import java.io.IOException;

/**
 * The arithmetic of the metrics as a TorchScript program on one device. Open one and share it: it
 * is safe for use by many threads.
 */
public final class MetricProgram implements AutoCloseable {
  private final Program program;

  private MetricProgram(Program program) {
    this.program = program;
  }

  /**
   * Loads the program.
   *
   * @throws IOException if there is not enough space for temporary files
   */
  public static MetricProgram open(Device device) throws IOException {
    return new MetricProgram(TemporaryProgram.load(MetricMethods.program(), device));
  }

  NDManager newManager() {
    return program.newManager();
  }

  /** Runs a method. Its results belong to the manager of the first input. */
  NDList run(String method, NDArray... inputs) {
    return program.run(method, new NDList(inputs));
  }

  @Override
  public void close() {
    program.close();
  }
}
