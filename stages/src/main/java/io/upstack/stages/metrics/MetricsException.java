package io.upstack.stages.metrics;

/** A metric is not defined for what was given; the message says for what, and what would do. */
public final class MetricsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MetricsException(String message) {
    super(message);
  }

  MetricsException(String message, Throwable cause) {
    super(message, cause);
  }
}
