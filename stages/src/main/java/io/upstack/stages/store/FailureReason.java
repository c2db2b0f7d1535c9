package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/** Says in words what the exceptions of the file system leave to the names of their classes. */
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
    // Such as a ClosedByInterruptException.
    return Optional.ofNullable(exception.getMessage()).orElse(exception.getClass().getSimpleName());
  }
}
