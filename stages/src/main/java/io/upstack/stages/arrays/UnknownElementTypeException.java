package io.upstack.stages.arrays;

/**
 * Thrown when an array's elements are numbers of an unsupported type, or not numbers but text,
 * objects or times.
 */
public final class UnknownElementTypeException extends MalformedArrayException {
  private static final long serialVersionUID = 1L;

  private final String descriptor;

  UnknownElementTypeException(String message, String descriptor) {
    super(message);
    this.descriptor = descriptor;
  }

  /** Returns the name that numpy uses for the type. */
  public String descriptor() {
    return descriptor;
  }
}
