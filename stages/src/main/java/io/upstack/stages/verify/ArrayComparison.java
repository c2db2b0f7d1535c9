package io.upstack.stages.verify;

/**
 * The difference between a computed array and the recorded one.
 *
 * @param array the array's name, followed by how it was obtained if that is not obvious
 * @param error max |a - b| / max |b| over the array, where b is the recorded one; max |a - b| if
 *     all of b is 0, or if the name states another unit
 * @param tolerance the largest error that passes
 */
public record ArrayComparison(String array, double error, double tolerance) {
  /** Returns whether the error is within the tolerance. This is false for an error that is NaN. */
  public boolean passed() {
    return error <= tolerance;
  }

  /** Compares the values one by one. */
  static ArrayComparison relative(
      String array, double[] actual, double[] recorded, double tolerance) {
    double scale = 0;
    for (double value : recorded) {
      scale = Math.max(scale, Math.abs(value));
    }
    double difference = largestDifference(array, actual, recorded);
    return new ArrayComparison(array, scale == 0 ? difference : difference / scale, tolerance);
  }

  /** Compares like {@link #relative}, but the error is max |a - b|. */
  static ArrayComparison absolute(
      String array, double[] actual, double[] recorded, double tolerance) {
    return new ArrayComparison(array, largestDifference(array, actual, recorded), tolerance);
  }

  private static double largestDifference(String array, double[] actual, double[] recorded) {
    if (actual.length != recorded.length) {
      throw new IllegalArgumentException(
          "'%s' has %d elements, but %d were recorded"
              .formatted(array, actual.length, recorded.length));
    }
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - recorded[i]));
    }
    return largest;
  }
}
