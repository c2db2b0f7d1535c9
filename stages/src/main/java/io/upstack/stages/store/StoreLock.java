package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Allows one publisher at a time on a root. Between processes it uses a lock on a file, which ends
 * with the process that holds it, and within a process it uses a monitor.
 */
final class StoreLock {
  /** The action that is done under the lock. */
  @FunctionalInterface
  interface Action<T> {
    T run() throws IOException;
  }

  private final FileOperations operations;
  private final Path file;
  private final Object monitor;

  /**
   * @param file a file on the root's real path, so that it is the same string however the root was
   *     named
   */
  StoreLock(FileOperations operations, Path file) {
    this.operations = operations;
    this.file = file;
    // A process loses its lock when any channel on the file is closed, even one of another store on
    // the root or of a store of another class loader. An interned string is one object for all.
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
