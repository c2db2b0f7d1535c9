package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** A file that a user named to be read: a checkpoint, a feature extractor, a reference batch. */
public interface InputFile {
  /**
   * The file of this location.
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

  /** As the user named it. */
  String location();

  /**
   * Whether there is such a file.
   *
   * @throws java.io.UncheckedIOException if that can't be told, as where a permission is missing
   */
  boolean exists();

  /** In bytes. */
  long size() throws IOException;

  SeekableByteChannel open() throws IOException;

  /** A path with the content on this machine, for native loaders. */
  Path localPath() throws IOException;

  /**
   * Lower-case hexadecimal SHA-256 of the content. Read once a process, as long as the file keeps
   * its size and time.
   */
  String sha256() throws IOException;

  /**
   * What is equal for as long as the file is not written to, renamed or replaced, also where its
   * content is put back afterwards.
   */
  Object state() throws IOException;

  /**
   * This file, to be read only while it has this content. An object of a bucket is held to its
   * generation in any case.
   *
   * @param sha256 of the content, in lower-case hexadecimal
   */
  InputFile pinned(String sha256);

  /**
   * Does nothing for a file that is not {@link #pinned}.
   *
   * @throws ChangedInputException naming both fingerprints, if the content is another now
   */
  default void requireUnchanged() throws IOException {}
}
