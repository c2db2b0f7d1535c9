package io.upstack.runners.application;

/** The command of an application did not end well. The message is what it has said. */
public final class ApplicationFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  ApplicationFailedException(String said) {
    super(said);
  }
}
