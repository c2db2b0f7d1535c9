package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** A file that a user named to be read: a checkpoint, a feature extractor, a reference batch. */
public interface InputFile {
  /**
   * The file of this location.
   *
   * @param location a path; the file need not exist
   * @throws InvalidLocationException if it is no path
   */
  static InputFile of(String location) {
    return new LocalInputFile(location, LocalLocation.path(location));
  }

  /** As the user named it. */
  String location();

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
