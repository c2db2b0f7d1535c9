package io.upstack.stages.metrics;

/**
 * Reports that a metric is not defined for its input. The message names the input and says what
 * would be valid.
 */
public final class MetricsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MetricsException(String message) {
    super(message);
  }

  MetricsException(String message, Throwable cause) {
    super(message, cause);
  }
}
