package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Lists what this process has spooled on its way to a bucket, and not removed. */
final class SpooledFiles {
  private SpooledFiles() {}

  static List<String> left() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    List<String> left = new ArrayList<>();
    try (DirectoryStream<Path> own =
        Files.newDirectoryStream(temporary, ScratchLeftovers.ownPrefix() + "*")) {
      for (Path directory : own) {
        // Files are named by a UUID.
        try (DirectoryStream<Path> files =
            Files.newDirectoryStream(directory, "????????-????-????-????-????????????")) {
          files.forEach(file -> left.add(file.toString()));
        }
      }
    }
    return left;
  }
}
