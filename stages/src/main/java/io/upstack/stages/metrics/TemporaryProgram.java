package io.upstack.stages.metrics;

import ai.djl.Device;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Loads programs that no user sees as files. */
final class TemporaryProgram {
  private TemporaryProgram() {}

  static Program load(ProgramBuilder builder, Device device) {
    try {
      return io.upstack.stages.programs.TemporaryProgram.load(builder, device);
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }
}
