package io.upstack.stages.checkpoints;

import java.io.IOException;

/**
 * Thrown when a file is not a readable state dict. The message names the file, the place, and the
 * remedy.
 */
public final class MalformedCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedCheckpointException(String message) {
    super(message);
  }

  MalformedCheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
