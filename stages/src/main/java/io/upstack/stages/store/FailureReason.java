package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * Puts into words what the file system's exceptions express only through the names of their
 * classes.
 */
final class FailureReason {
  private FailureReason() {}

  static String of(IOException exception) {
    if (exception instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (exception instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " exists and is not a directory";
    }
    if (exception instanceof FileSystemException failure && failure.getReason() == null) {
      return failure.getFile() + ": " + failure.getClass().getSimpleName();
    }
    // One example is a ClosedByInterruptException.
    return Optional.ofNullable(exception.getMessage()).orElse(exception.getClass().getSimpleName());
  }
}
