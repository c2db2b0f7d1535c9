package io.upstack.stages.arrays;

/** An array is of numbers of a type that is not read, or of none: of text, objects, times. */
public final class UnknownElementTypeException extends MalformedArrayException {
  private static final long serialVersionUID = 1L;

  private final String descriptor;

  UnknownElementTypeException(String message, String descriptor) {
    super(message);
    this.descriptor = descriptor;
  }

  /** What numpy calls the type. */
  public String descriptor() {
    return descriptor;
  }
}
