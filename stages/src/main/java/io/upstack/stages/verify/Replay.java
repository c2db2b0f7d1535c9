package io.upstack.stages.verify;

import java.io.IOException;
import java.util.List;

/** Computes again what a reference case has recorded. */
interface Replay {
  /**
   * Every array compared.
   *
   * @throws IOException if files of the case are missing or damaged
   */
  List<ArrayComparison> run() throws IOException;
}
