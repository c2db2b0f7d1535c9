package io.upstack.stages.verify;

import java.io.IOException;

/**
 * Thrown when a folder is not a reference case that can be replayed. The message names the file and
 * the remedy.
 */
public final class MalformedCaseException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedCaseException(String message) {
    super(message);
  }

  MalformedCaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
