package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

/**
 * The nearest neighbours of every image of a set within the set, and so the radius of the sphere
 * around each that reaches to its k-th neighbour. An image is not its own neighbour, which counts
 * as evaluator.py does with the image itself at index 0.
 */
public final class Neighbourhoods {
  private final NeighbourTable table;

  Neighbourhoods(NeighbourTable table) {
    this.table = table;
  }

  /** How many images. */
  public int size() {
    return table.rows();
  }

  /** Whether every image has {@code k} neighbours. */
  public boolean reach(int k) {
    return k <= table.kept() && k < table.rows();
  }

  /** The squared distance of an image from its k-th neighbour, counted from 1. */
  public float squaredRadius(int image, int k) {
    return table.squaredDistances()[place(image, k)];
  }

  /** The k-th neighbour of an image, counted from 1. */
  public int neighbour(int image, int k) {
    return table.neighbours()[place(image, k)];
  }

  /** The squared radius of every image. */
  float[] squaredRadii(int k) {
    float[] radii = new float[size()];
    for (int image = 0; image < radii.length; image++) {
      radii[image] = squaredRadius(image, k);
    }
    return radii;
  }

  private int place(int image, int k) {
    if (k < 1 || k > table.kept()) {
      throw new IllegalArgumentException(
          String.format(ROOT, "neighbour %d, expected 1 to %d", k, table.kept()));
    }
    return image * table.kept() + k - 1;
  }
}
