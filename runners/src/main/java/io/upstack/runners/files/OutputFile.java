package io.upstack.runners.files;

import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file that a command makes. It exists as a whole or not at all. */
public interface OutputFile {
  /**
   * Returns the output file at a location.
   *
   * @param field the name of the file's option in problems, such as {@code --output}
   * @param location a path, or a {@code gs://} path
   * @param existing what happens to an existing file of this name
   * @throws InvalidPathException if the location is neither
   */
  static OutputFile of(String field, String location, ExistingFile existing) {
    return GcsLocation.isGcs(location)
        ? new BucketOutputFile(field, location, existing)
        : new LocalOutputFile(field, Path.of(location), existing);
  }

  /** Adds a problem if the file cannot be made. */
  void check(Problems problems);

  /** Makes the file. */
  void write(Content content) throws IOException;

  /** The content of a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(Path file) throws IOException;
  }
}
