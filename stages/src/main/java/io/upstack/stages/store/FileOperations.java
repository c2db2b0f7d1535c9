package io.upstack.stages.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * Every step by which a {@link DirectoryStore} changes the disk, so that tests can let each one
 * fail.
 */
interface FileOperations {
  /** Opens a file that must not exist yet for writing. */
  FileChannel createFile(Path file) throws IOException;

  /** Writes all of {@code bytes}. */
  void write(FileChannel channel, ByteBuffer bytes) throws IOException;

  /** Brings content and times of a file to stable storage. */
  void force(FileChannel channel) throws IOException;

  void setLastModifiedTime(Path file, FileTime time) throws IOException;

  /**
   * Gives {@code existing} a second name.
   *
   * @throws java.nio.file.FileAlreadyExistsException if {@code link} exists
   */
  void link(Path existing, Path link) throws IOException;

  /** Renames a file atomically, over any that has the name. */
  void rename(Path source, Path target) throws IOException;

  /** Makes one directory; no error if it exists. */
  void createDirectory(Path directory) throws IOException;

  /** Brings the names in a directory to stable storage. */
  void forceDirectory(Path directory) throws IOException;

  /** Deletes a file; no error if there is none. */
  void delete(Path file) throws IOException;

  /** Opens and locks a file against other processes, until the channel is closed. */
  FileChannel lock(Path file) throws IOException;

  /** Makes a directory and those above it, each on stable storage. */
  default void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    createDirectories(parent);
    createDirectory(directory);
    forceDirectory(parent);
  }
}
