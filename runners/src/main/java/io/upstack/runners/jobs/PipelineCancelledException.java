package io.upstack.runners.jobs;

/** A pipeline ended early because the process was told to end. */
public final class PipelineCancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public PipelineCancelledException(String name, Throwable cause) {
    super("%s was cancelled; the same command continues it".formatted(name), cause);
  }
}
