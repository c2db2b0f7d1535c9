package io.upstack.stages.configuration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Says why a file cannot be read, to stand after its name. */
final class FileProblems {
  private FileProblems() {}

  /** Empty if the file, or the directory where that may be, is there to be read. */
  static Optional<String> find(Path file, NamedFile.Kind kind) {
    if (!Files.exists(file)) {
      return Optional.of("does not exist");
    }
    boolean isDirectory = Files.isDirectory(file);
    if (isDirectory && kind != NamedFile.Kind.FILE_OR_DIRECTORY) {
      return Optional.of("is a directory, expected a file");
    }
    if (!isDirectory && !Files.isRegularFile(file)) {
      return Optional.of("is not a regular file");
    }
    return Files.isReadable(file) ? Optional.empty() : Optional.of("may not be read by this user");
  }
}
