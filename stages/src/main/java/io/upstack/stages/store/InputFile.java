package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** A file that a user named to be read: a checkpoint, a feature extractor, a reference batch. */
public interface InputFile {
  /**
   * Returns the file at this location.
   *
   * @param location a path, or a {@code gs://} path; the file need not exist
   * @throws InvalidLocationException if it is neither
   */
  static InputFile of(String location) {
    if (GcsLocation.isGcs(location)) {
      return GcsInputFile.of(location);
    }
    return new LocalInputFile(location, LocalLocation.path(location));
  }

  /** Returns the location as the user named it. */
  String location();

  /**
   * Returns whether the file exists.
   *
   * @throws java.io.UncheckedIOException if this cannot be determined, for example because a
   *     permission is missing
   */
  boolean exists();

  /** Returns the size in bytes. */
  long size() throws IOException;

  SeekableByteChannel open() throws IOException;

  /** Returns a path with the content on this machine, for native loaders. */
  Path localPath() throws IOException;

  /**
   * Returns the lowercase hexadecimal SHA-256 of the content. The content is read once per process,
   * as long as the file keeps its size and time.
   */
  String sha256() throws IOException;

  /**
   * Returns a value that stays equal as long as the file is not written to, renamed or replaced. It
   * changes even if the content is restored afterwards.
   */
  Object state() throws IOException;

  /**
   * Returns this file restricted to this content: it is read only while it has it. An object of a
   * bucket is tied to its generation in any case.
   *
   * @param sha256 the SHA-256 of the content, in lowercase hexadecimal
   */
  InputFile pinned(String sha256);

  /**
   * Checks a file that is {@link #pinned}. For other files it does nothing.
   *
   * @throws ChangedInputException naming both fingerprints, if the content has changed
   */
  default void requireUnchanged() throws IOException {}
}
