package io.upstack.stages.inception;

import java.io.IOException;

/**
 * Thrown when a file is not a readable TensorFlow graph. The message names the file and the place.
 */
public final class MalformedGraphException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedGraphException(String message) {
    super(message);
  }

  MalformedGraphException(String message, Throwable cause) {
    super(message, cause);
  }
}
