package io.upstack.runners.progress;

import java.time.Duration;

/** Where a progress line is shown. */
interface ProgressOutput {
  /** How often a new line is worth showing. */
  Duration interval();

  void show(String line);

  /** Shows the last line. */
  void finish(String line);
}
