package io.upstack.stages.manifolds;

import java.util.Arrays;

/** Which samples reach one reference image: what the jackknife needs to know of them. */
final class ReferenceRow {
  private int inside;
  private int lastInside;
  private int reaching;
  private int lastReaching;
  private int[] nearlyReaching = new int[4];
  private int nearly;

  /** A sample lies in the sphere around the image. */
  void addInside(int sample) {
    inside++;
    lastInside = sample;
  }

  /** The sphere around a sample holds the image. */
  void addReaching(int sample) {
    reaching++;
    lastReaching = sample;
  }

  /** It would, were one of the sample's neighbours not there. */
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

  /** Without the only sample inside, the image is not covered. */
  void countCoverage(int[] change) {
    if (inside == 1) {
      change[lastInside]--;
    }
  }

  /**
   * Without a sample i, each sample that has i among its k nearest reaches to its next; so an image
   * that none reaches may be gained, and one that only i reaches is lost, if it isn't gained.
   *
   * @param marks [N] for use by this call alone: which samples have been counted for {@code mark}
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
