package io.upstack.stages.store;

import java.io.IOException;

/**
 * Thrown when an object could not be written for a reason that lies in the store and not in its
 * content.
 */
public final class ObjectWriteException extends IOException {
  private static final long serialVersionUID = 1L;

  ObjectWriteException(String root, String name, IOException cause) {
    super(
        "cannot write object '%s' in %s: %s; the directory must be writable and have room"
            .formatted(name, root, FailureReason.of(cause)),
        cause);
  }
}
