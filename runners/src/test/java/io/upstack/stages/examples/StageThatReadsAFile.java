package io.upstack.stages.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps the rules of the architecture: what a user gives may be read from where it is. */
public record StageThatReadsAFile(Path path) {
  public byte[] read() throws IOException {
    return Files.readAllBytes(path);
  }
}
