package io.upstack.runners.application;

/**
 * Thrown when the command of an application fails. The message is what the command printed as
 * errors.
 */
public final class ApplicationFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  ApplicationFailedException(String said) {
    super(said);
  }
}
