package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A directory that a user named, whose files are to be read. */
public interface InputDirectory {
  /**
   * The directory of this location, a path or a {@code gs://} path; empty if there is none, as
   * where it is a file. In a bucket every beginning of objects' paths is one.
   *
   * @throws InvalidLocationException if it is neither
   * @throws IOException if that can't be told, as where a permission is missing
   */
  static Optional<InputDirectory> find(String location) throws IOException {
    if (GcsLocation.isGcs(location)) {
      return GcsInputDirectory.find(location).map(directory -> directory);
    }
    return LocalInputDirectory.find(location, LocalLocation.path(location))
        .map(directory -> directory);
  }

  /** As the user named it. */
  String location();

  /** Whether it has a file of this name. */
  boolean has(String name) throws IOException;

  /** The directory of this name in it, if there is one. */
  Optional<InputDirectory> directory(String name) throws IOException;

  /**
   * All files, also those of the directories in it, sorted by name. Links are followed. What is
   * hidden (its name, or that of a directory in which it is, begins with a dot) is left out.
   *
   * @throws IOException naming what can't be read
   */
  List<Entry> files() throws IOException;

  /**
   * A file of a directory.
   *
   * @param name relative to the directory, with {@code /} between its parts
   */
  record Entry(String name, InputFile file) {
    /** Whether it stands in the directory itself. */
    public boolean isAtTop() {
      return name.indexOf('/') < 0;
    }
  }
}
