package io.upstack.stages.inception;

import java.io.IOException;

/**
 * A file is no graph of TensorFlow's that can be read; the message names the file and the place.
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
