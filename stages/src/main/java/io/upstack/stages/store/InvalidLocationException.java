package io.upstack.stages.store;

/** Thrown when a location that a user named is not one that can be read or written. */
public final class InvalidLocationException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidLocationException(String message) {
    super(message);
  }
}
