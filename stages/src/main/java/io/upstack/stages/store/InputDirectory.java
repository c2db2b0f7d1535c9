package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A directory that a user named and whose files will be read. */
public interface InputDirectory {
  /**
   * Returns the directory at this location, a path or a {@code gs://} path. Returns empty if it is
   * not a directory, for example because it is a file. In a bucket every prefix of an object's path
   * is a directory.
   *
   * @throws InvalidLocationException if the location is neither kind of path
   * @throws IOException if this cannot be determined, for example because a permission is missing
   */
  static Optional<InputDirectory> find(String location) throws IOException {
    if (GcsLocation.isGcs(location)) {
      return GcsInputDirectory.find(location).map(directory -> directory);
    }
    return LocalInputDirectory.find(location, LocalLocation.path(location))
        .map(directory -> directory);
  }

  /** Returns the location as the user named it. */
  String location();

  /** Returns whether the directory has a file of this name. */
  boolean has(String name) throws IOException;

  /** Returns the subdirectory of this name, if there is one. */
  Optional<InputDirectory> directory(String name) throws IOException;

  /**
   * Returns all files, including those of subdirectories, sorted by name. Links are followed.
   * Hidden files are left out: those whose name, or the name of a directory they are in, begins
   * with a dot.
   *
   * @throws IOException naming what can't be read
   */
  List<Entry> files() throws IOException;

  /**
   * A file of a directory.
   *
   * @param name the name relative to the directory, with {@code /} between its parts
   */
  record Entry(String name, InputFile file) {
    /** Returns whether the file is in the directory itself rather than in a subdirectory. */
    public boolean isAtTop() {
      return name.indexOf('/') < 0;
    }
  }
}
