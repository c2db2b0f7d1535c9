package io.upstack.stages.images;

import io.upstack.stages.store.PermanentFailure;
import java.io.IOException;

/** Thrown when a file is not a picture, is a damaged picture, or is of an unsupported kind. */
public final class UndecodablePictureException extends IOException implements PermanentFailure {
  private static final long serialVersionUID = 1L;

  UndecodablePictureException(String file, String problem) {
    super("%s does not decode: %s".formatted(file, problem));
  }

  UndecodablePictureException(String file, String problem, Throwable cause) {
    super("%s does not decode: %s".formatted(file, problem), cause);
  }
}
