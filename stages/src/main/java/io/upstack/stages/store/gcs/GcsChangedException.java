package io.upstack.stages.store.gcs;

import java.util.OptionalLong;

/** Thrown when an object in use has other content now, or was deleted. */
public final class GcsChangedException extends GcsException {
  private static final long serialVersionUID = 1L;

  /**
   * @param now the generation that the name has now; empty if the object was deleted
   */
  public GcsChangedException(GcsLocation location, long before, OptionalLong now) {
    super(
        "%s was generation %d when it was first read and %s now; it must not change while it is used: start again, or put generation %d back"
            .formatted(
                location,
                before,
                now.isPresent() ? "is generation " + now.getAsLong() : "is deleted",
                before),
        Outlook.PERMANENT,
        null);
  }
}
