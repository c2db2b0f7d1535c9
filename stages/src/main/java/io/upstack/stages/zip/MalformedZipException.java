package io.upstack.stages.zip;

import io.upstack.stages.problems.Printable;
import java.io.IOException;

/**
 * Thrown when a file is not a zip archive, or is a damaged one. The message names the file and the
 * place.
 */
public final class MalformedZipException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedZipException(String description, String problem) {
    // Names in damaged files may contain anything.
    super(description + ": " + Printable.line(problem));
  }
}
