package io.upstack.stages.manifolds;

import java.util.Arrays;

/** Collects the samples that reach one reference image, as far as the jackknife needs them. */
final class ReferenceRow {
  private int inside;
  private int lastInside;
  private int reaching;
  private int lastReaching;
  private int[] nearlyReaching = new int[4];
  private int nearly;

  /** Records that a sample lies in the sphere around the image. */
  void addInside(int sample) {
    inside++;
    lastInside = sample;
  }

  /** Records that the sphere around a sample contains the image. */
  void addReaching(int sample) {
    reaching++;
    lastReaching = sample;
  }

  /**
   * Records that the sphere around a sample would contain the image if the sample lost one of its
   * neighbors.
   */
  void addNearlyReaching(int sample) {
    if (reaching > 1) {
      return;
    }
    if (nearly == nearlyReaching.length) {
      nearlyReaching = Arrays.copyOf(nearlyReaching, 2 * nearly);
    }
    nearlyReaching[nearly++] = sample;
  }

  boolean isCovered() {
    return inside > 0;
  }

  boolean isRecalled() {
    return reaching > 0;
  }

  /** Counts the loss of coverage. Without the only sample inside, the image is not covered. */
  void countCoverage(int[] change) {
    if (inside == 1) {
      change[lastInside]--;
    }
  }

  /**
   * Counts the change of recall without each sample. Without a sample i, each sample that has i
   * among its k nearest reaches to its next neighbor. Therefore an image that no sample reaches may
   * be gained, and an image that only i reaches is lost unless it is gained.
   *
   * @param marks [N] samples that have been counted for {@code mark}; only this method uses it
   */
  void countRecall(Neighbourhoods samples, int k, int[] change, int[] marks, int mark) {
    if (reaching > 1) {
      return;
    }
    if (reaching == 1) {
      change[lastReaching]--;
    }
    for (int place = 0; place < nearly; place++) {
      for (int neighbour = 1; neighbour <= k; neighbour++) {
        int removed = samples.neighbour(nearlyReaching[place], neighbour);
        boolean gains = reaching == 0 || removed == lastReaching;
        if (gains && marks[removed] != mark) {
          marks[removed] = mark;
          change[removed]++;
        }
      }
    }
  }
}
