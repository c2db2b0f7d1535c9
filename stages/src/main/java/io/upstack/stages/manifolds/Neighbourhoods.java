package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

/**
 * The nearest neighbors of every image of a set within the set. They determine the radius of the
 * sphere around each image that reaches to its k-th neighbor. An image is not its own neighbor, so
 * the count is the same as in evaluator.py, which has the image itself at index 0.
 */
public final class Neighbourhoods {
  private final NeighbourTable table;

  Neighbourhoods(NeighbourTable table) {
    this.table = table;
  }

  /** Returns the number of images. */
  public int size() {
    return table.rows();
  }

  /** Returns whether every image has {@code k} neighbors. */
  public boolean reach(int k) {
    return k <= table.kept() && k < table.rows();
  }

  /** Returns the squared distance between an image and its k-th neighbor, counted from 1. */
  public float squaredRadius(int image, int k) {
    return table.squaredDistances()[place(image, k)];
  }

  /** Returns the k-th neighbor of an image, counted from 1. */
  public int neighbour(int image, int k) {
    return table.neighbours()[place(image, k)];
  }

  /** Returns the squared radius of every image. */
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
