package io.upstack.stages.verify;

import java.io.IOException;
import java.util.List;

/** Repeats the computation that a reference case has recorded. */
interface Replay {
  /**
   * Returns every comparison of arrays.
   *
   * @throws IOException if files of the case are missing or damaged
   */
  List<ArrayComparison> run() throws IOException;
}
