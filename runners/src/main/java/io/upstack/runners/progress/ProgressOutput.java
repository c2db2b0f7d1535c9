package io.upstack.runners.progress;

import java.time.Duration;

/** An output for progress lines. */
interface ProgressOutput {
  /** Returns how often a new line is worth showing. */
  Duration interval();

  /** Returns the greatest length of a line that is shown whole. */
  int columns();

  void show(String line);

  /** Shows the last line. */
  void finish(String line);
}
