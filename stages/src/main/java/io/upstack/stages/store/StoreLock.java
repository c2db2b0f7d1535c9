package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * One publisher at a time on a root: among processes by a lock on a file, which ends with the
 * process that holds it, and within a process by a monitor.
 */
final class StoreLock {
  /** What is done under the lock. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  private final FileOperations operations;
  private final Path file;
  private final Object monitor;

  /**
   * @param file on the root's real path, so that it is one string however the root was named
   */
  StoreLock(FileOperations operations, Path file) {
    this.operations = operations;
    this.file = file;
    // A process loses its lock when any channel on the file is closed, also one of another store
    // on the root, or of a store of another class loader. An interned string is one for all.
    this.monitor = file.toString().intern();
  }

  <T> T hold(Action<T> action) throws IOException {
    synchronized (monitor) {
      try (FileChannel held = operations.lock(file)) {
        return action.run();
      }
    }
  }
}
