package io.upstack.stages.metrics;

import ai.djl.Device;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads programs that no user sees as files. */
final class TemporaryProgram {
  private TemporaryProgram() {}

  static Program load(ProgramBuilder builder, Device device) {
    try {
      Path file = Files.createTempFile("upstack-", ".pt");
      try {
        builder.writeTo(file);
        return Program.load(file, device);
      } finally {
        Files.delete(file);
      }
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }
}
