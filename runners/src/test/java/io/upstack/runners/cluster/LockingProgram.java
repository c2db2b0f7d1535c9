package io.upstack.runners.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Holds the lock of a cluster's folder until its input ends, as a process does that changes the
 * cluster.
 */
final class LockingProgram {
  private LockingProgram() {}

  public static void main(String[] arguments) throws IOException {
    try (FileChannel held = new ClusterDirectory(Path.of(arguments[0])).lock().orElseThrow()) {
      System.out.println("holds it");
      System.in.read();
    }
  }
}
