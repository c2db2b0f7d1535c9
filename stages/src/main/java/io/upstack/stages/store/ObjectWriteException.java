package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;

/** An object could not be written, for a reason that lies in the store and not in its content. */
public final class ObjectWriteException extends IOException {
  private static final long serialVersionUID = 1L;

  ObjectWriteException(String root, String name, IOException cause) {
    super(
        "cannot write object '%s' in %s: %s; the directory must be writable and have room"
            .formatted(name, root, reason(cause)),
        cause);
  }

  /** What {@link FileSystemException} leaves to the name of its class, in words. */
  static String reason(IOException exception) {
    if (exception instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (exception instanceof FileAlreadyExistsException exists) {
      return exists.getFile() + " exists and is not a directory";
    }
    if (exception instanceof FileSystemException failure && failure.getReason() == null) {
      return failure.getFile() + ": " + failure.getClass().getSimpleName();
    }
    return String.valueOf(exception.getMessage());
  }
}
