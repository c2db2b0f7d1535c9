package io.upstack.stages.programs;

/** Reports that a TorchScript program could not be loaded or run. */
public class ProgramException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ProgramException(String message, Throwable cause) {
    super(message, cause);
  }
}
