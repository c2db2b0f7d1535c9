package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Keeps the rules of the architecture: writing is the store's. */
public record StoreThatWritesAFile(Path path) {
  public void write() throws IOException {
    Files.writeString(path, "samples");
  }
}
