package io.upstack.runners.jobs;

/**
 * Thrown when a pipeline fails. Its message and its cause are those of the user code that failed.
 */
public final class PipelineFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PipelineFailedException(Throwable cause) {
    super(FailureCause.describe(cause), cause);
  }
}
