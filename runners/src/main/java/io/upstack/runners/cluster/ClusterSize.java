package io.upstack.runners.cluster;

import io.upstack.stages.problems.Problems;

/**
 * The size of a cluster.
 *
 * @param slots the number of slots of each TaskManager
 */
public record ClusterSize(int taskManagers, int slots) {
  private static final int LARGEST = 64;

  /** Adds a problem if the number is out of the range for TaskManagers and for slots. */
  static void check(String option, int number, Problems problems) {
    if (number < 1 || number > LARGEST) {
      problems.add(option + "=" + number, "expected 1 to " + LARGEST);
    }
  }
}
