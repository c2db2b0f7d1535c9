package io.upstack.stages.arrays;

import java.io.IOException;

/**
 * Thrown when a file does not hold the requested array, or a damaged one. The message names the
 * file and the array.
 */
public class MalformedArrayException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedArrayException(String message) {
    super(message);
  }

  MalformedArrayException(String message, Throwable cause) {
    super(message, cause);
  }
}
