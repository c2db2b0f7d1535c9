package io.upstack.stages.store;

import java.io.IOException;

/** Thrown when the content of a file changed while the file was in use. */
public final class ChangedInputException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param expected the SHA-256 of the content that the command began with
   * @param found the SHA-256 of the content now
   */
  public ChangedInputException(String location, String expected, String found) {
    super(
        ("'%s' has changed: it had SHA-256 %s when this began and has %s now; it must not change"
                + " while it is used: put the former content back, or start again with the new one")
            .formatted(location, expected, found));
  }
}
