package io.upstack.stages.checkpoints;

import java.io.IOException;

/** A file is no state dict that can be read. The message names the file, the place, the remedy. */
public final class MalformedCheckpointException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedCheckpointException(String message) {
    super(message);
  }

  MalformedCheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
