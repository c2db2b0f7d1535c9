package io.upstack.runners.jobs;

/**
 * Thrown when a pipeline was cancelled, for instance because the process received a signal to end.
 */
public final class PipelineCancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PipelineCancelledException(String name, Throwable cause) {
    super("%s was cancelled; the same command continues it".formatted(name), cause);
  }
}
