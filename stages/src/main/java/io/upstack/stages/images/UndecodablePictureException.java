package io.upstack.stages.images;

import java.io.IOException;

/** A file is no picture, or a damaged one, or of a kind that is not read. */
public final class UndecodablePictureException extends IOException {
  private static final long serialVersionUID = 1L;

  UndecodablePictureException(String file, String problem) {
    super("%s does not decode: %s".formatted(file, problem));
  }

  UndecodablePictureException(String file, String problem, Throwable cause) {
    super("%s does not decode: %s".formatted(file, problem), cause);
  }
}
