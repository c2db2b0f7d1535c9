package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.Optional;

/**
 * The identity of the file at a path, and the time of its last change.
 *
 * @param key distinguishes the file from others of the same name (device and inode)
 * @param size the size in bytes
 */
record FileStamp(String key, long size, FileTime modified) {

  /** Returns the stamp of a regular file, or empty if there is none with this name. */
  static Optional<FileStamp> of(Path file) throws IOException {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        return Optional.empty();
      }
      return Optional.of(
          new FileStamp(
              Objects.toString(attributes.fileKey()),
              attributes.size(),
              attributes.lastModifiedTime()));
    } catch (NoSuchFileException exception) {
      return Optional.empty();
    } catch (FileSystemException exception) {
      if (liesUnderFile(file)) {
        return Optional.empty();
      }
      throw exception;
    }
  }

  private static boolean liesUnderFile(Path file) {
    Path above = file.getParent();
    while (above != null) {
      if (Files.isRegularFile(above)) {
        return true;
      }
      above = above.getParent();
    }
    return false;
  }
}
