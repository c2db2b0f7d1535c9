package io.upstack.stages.programs;

import ai.djl.Device;
import io.upstack.stages.store.ScratchDirectory;
import java.io.IOException;
import java.nio.file.Path;

/** Loads programs that no user sees as files. */
public final class TemporaryProgram {
  private TemporaryProgram() {}

  /** Writes the program to a temporary file and loads it; the file is gone afterwards. */
  public static Program load(ProgramBuilder builder, Device device) throws IOException {
    try (ScratchDirectory scratch = ScratchDirectory.create()) {
      Path file = scratch.path().resolve("program.pt");
      builder.writeTo(file);
      return Program.load(file, device);
    }
  }
}
