package io.upstack.stages.shards;

import java.io.IOException;

/**
 * The output is not, or no longer, that of the run at work: its record is gone, an object is of
 * another run, or the run has grown. To try again would not help.
 */
public final class OutputChangedException extends IOException {
  private static final long serialVersionUID = 1L;

  public OutputChangedException(String message) {
    super(message);
  }
}
