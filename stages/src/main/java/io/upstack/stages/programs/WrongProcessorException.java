package io.upstack.stages.programs;

/**
 * Reports that the processor computes wrong numbers. The message names the processor and the
 * remedy.
 */
public final class WrongProcessorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  WrongProcessorException(String message) {
    super(message);
  }
}
