package io.upstack.stages.configuration;

/**
 * Counts how many characters must be inserted, removed, replaced or swapped with a neighbor to turn
 * one text into another.
 */
public final class EditDistance {
  private EditDistance() {}

  /**
   * Returns the optimal string alignment distance, in which no part of the text is edited twice.
   */
  public static int between(String from, String to) {
    int[][] distance = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        distance[i][j] = cheapest(from, to, distance, i, j);
      }
    }
    return distance[from.length()][to.length()];
  }

  private static int cheapest(String from, String to, int[][] distance, int i, int j) {
    if (i == 0 || j == 0) {
      return i + j;
    }
    boolean same = from.charAt(i - 1) == to.charAt(j - 1);
    int best = distance[i - 1][j - 1] + (same ? 0 : 1);
    best = Math.min(best, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
    boolean swapped =
        i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1);
    return swapped ? Math.min(best, 1 + distance[i - 2][j - 2]) : best;
  }
}
