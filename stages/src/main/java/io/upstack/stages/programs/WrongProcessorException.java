package io.upstack.stages.programs;

/** The processor computes other numbers than it should. The message names it and the remedy. */
public final class WrongProcessorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongProcessorException(String message) {
    super(message);
  }
}
