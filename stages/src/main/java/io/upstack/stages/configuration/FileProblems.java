package io.upstack.stages.configuration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Says why a file cannot be read, in a phrase that follows its name. */
final class FileProblems {
  static final String MISSING = "does not exist";

  private FileProblems() {}

  /**
   * Returns the problem, or nothing if the file exists and can be read. The file can be a directory
   * if its kind permits that.
   */
  static Optional<String> find(Path file, NamedFile.Kind kind) {
    if (!Files.exists(file)) {
      return Optional.of(MISSING);
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
