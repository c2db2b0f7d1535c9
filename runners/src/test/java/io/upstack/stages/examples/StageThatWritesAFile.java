package io.upstack.stages.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Breaks a rule of the architecture, to show that the rule can fail. */
public record StageThatWritesAFile(Path path) {
  public void write() throws IOException {
    Files.writeString(path, "samples");
  }
}
