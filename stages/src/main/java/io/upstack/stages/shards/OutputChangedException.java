package io.upstack.stages.shards;

import java.io.IOException;

/**
 * Thrown when the output does not belong to the current run, or no longer does: its record is gone,
 * an object belongs to another run, or the run has grown. Trying again would not help.
 */
public final class OutputChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  public OutputChangedException(String message) {
    super(message);
  }
}
