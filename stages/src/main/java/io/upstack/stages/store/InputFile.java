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
}
