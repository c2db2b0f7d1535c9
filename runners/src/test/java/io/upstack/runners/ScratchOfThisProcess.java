package io.upstack.runners;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The scratch directories that this process has and has not removed. A store in a bucket has one
 * from its first write until it is closed, so they show the stores that are open.
 */
public final class ScratchOfThisProcess {
  private ScratchOfThisProcess() {}

  public static Set<Path> directories() throws IOException {
    Set<Path> found = new HashSet<>();
    try (DirectoryStream<Path> own =
        Files.newDirectoryStream(
            Path.of(System.getProperty("java.io.tmpdir")),
            "upstack-%d-*".formatted(ProcessHandle.current().pid()))) {
      own.forEach(found::add);
    }
    return found;
  }
}
