package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An object on its way to a bucket; its file is deleted on close. */
record SpooledObject(Path file, Checksum checksum) implements AutoCloseable {
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
