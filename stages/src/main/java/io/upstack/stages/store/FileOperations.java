package io.upstack.stages.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;

/**
 * All the steps by which a {@link DirectoryStore} changes the disk, so that tests can make each one
 * fail.
 */
interface FileOperations {
  /** Creates a file for writing, which must not exist yet. */
  FileChannel createFile(Path file) throws IOException;

  /** Writes all of {@code bytes}. */
  void write(FileChannel channel, ByteBuffer bytes) throws IOException;

  /** Forces the content and times of a file to stable storage. */
  void force(FileChannel channel) throws IOException;

  void setLastModifiedTime(Path file, FileTime time) throws IOException;

  /**
   * Gives {@code existing} a second name.
   *
   * @throws java.nio.file.FileAlreadyExistsException if {@code link} exists
   */
  void link(Path existing, Path link) throws IOException;

  /** Renames a file atomically, replacing any file that has the name. */
  void rename(Path source, Path target) throws IOException;

  /** Makes one directory. It is not an error if the directory exists. */
  void createDirectory(Path directory) throws IOException;

  /** Forces the names in a directory to stable storage. */
  void forceDirectory(Path directory) throws IOException;

  /** Deletes a file. It is not an error if the file does not exist. */
  void delete(Path file) throws IOException;

  /** Opens and locks a file against other processes, until the channel is closed. */
  FileChannel lock(Path file) throws IOException;

  /** Makes a directory and its parents, each on stable storage. */
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
