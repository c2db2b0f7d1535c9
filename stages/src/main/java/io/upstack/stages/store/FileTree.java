package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A directory and everything in it. */
final class FileTree extends SimpleFileVisitor<Path> {
  private FileTree() {}

  /** Deletes the tree. It ignores what others delete in the meantime, and does not follow links. */
  static void delete(Path directory) throws IOException {
    Files.walkFileTree(directory, new FileTree());
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    Files.deleteIfExists(file);
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path file, IOException exception) throws IOException {
    if (exception instanceof NoSuchFileException) {
      return FileVisitResult.CONTINUE;
    }
    throw exception;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path directory, IOException exception)
      throws IOException {
    Optional<IOException> failure = Optional.ofNullable(exception);
    if (failure.isPresent()) {
      throw failure.get();
    }
    Files.deleteIfExists(directory);
    return FileVisitResult.CONTINUE;
  }
}
