package io.upstack.stages.programs;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads programs that no user sees as files. */
public final class TemporaryProgram {
  private TemporaryProgram() {}

  /** Writes the program to a temporary file and loads it; the file is gone afterwards. */
  public static Program load(ProgramBuilder builder, Device device) throws IOException {
    Path file = Files.createTempFile("upstack-", ".pt");
    try {
      builder.writeTo(file);
      return Program.load(file, device);
    } finally {
      Files.delete(file);
    }
  }
}
