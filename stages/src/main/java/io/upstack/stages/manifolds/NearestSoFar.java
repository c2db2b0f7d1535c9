package io.upstack.stages.manifolds;

import java.util.Arrays;

/**
 * Keeps the nearest of the neighbors that are offered to each row, regardless of the order of the
 * offers. Of equally near ones, it keeps those with the lowest indices.
 */
final class NearestSoFar {
  private final int kept;
  private final float[] distances;
  private final int[] neighbours;
  private final float[] farthest;

  NearestSoFar(int rows, int kept) {
    this.kept = kept;
    this.distances = new float[rows * kept];
    this.neighbours = new int[rows * kept];
    this.farthest = new float[rows];
    Arrays.fill(distances, Float.POSITIVE_INFINITY);
    Arrays.fill(neighbours, NeighbourTable.NONE);
    Arrays.fill(farthest, Float.POSITIVE_INFINITY);
  }

  /**
   * Returns for each row the distance beyond which an offer changes nothing. The array is not
   * copied.
   */
  float[] farthest() {
    return farthest;
  }

  void offer(int row, int neighbour, float distance) {
    int first = row * kept;
    int last = first + kept - 1;
    int place = last;
    if (!isBefore(distance, neighbour, last)) {
      return;
    }
    while (place > first && isBefore(distance, neighbour, place - 1)) {
      distances[place] = distances[place - 1];
      neighbours[place] = neighbours[place - 1];
      place--;
    }
    distances[place] = distance;
    neighbours[place] = neighbour;
    farthest[row] = distances[last];
  }

  private boolean isBefore(float distance, int neighbour, int place) {
    return distance < distances[place]
        || (distance == distances[place]
            && (neighbours[place] == NeighbourTable.NONE || neighbour < neighbours[place]));
  }

  /** Returns the table of the first {@code rows} rows. Nothing may be offered after this call. */
  NeighbourTable table(int rows) {
    return new NeighbourTable(
        rows, kept, Arrays.copyOf(distances, rows * kept), Arrays.copyOf(neighbours, rows * kept));
  }
}
