package io.upstack.stages.programs;

import ai.djl.Device;
import io.upstack.stages.store.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.BiFunction;

/** Loads programs that users do not see as files. */
public final class TemporaryProgram {
  private TemporaryProgram() {}

  /** Writes the program to a temporary file, loads it, and deletes the file. */
  public static Program load(ProgramBuilder builder, Device device) throws IOException {
    return load(builder, device, Program::load);
  }

  /** Does the same without checking the processor first, for the code that checks it. */
  static Program loadUnchecked(ProgramBuilder builder, Device device) throws IOException {
    return load(builder, device, Program::loadUnchecked);
  }

  private static Program load(
      ProgramBuilder builder, Device device, BiFunction<Path, Device, Program> loading)
      throws IOException {
    try (ScratchDirectory scratch = ScratchDirectory.create()) {
      Path file = scratch.path().resolve("program.pt");
      builder.writeTo(file);
      return loading.apply(file, device);
    }
  }
}
