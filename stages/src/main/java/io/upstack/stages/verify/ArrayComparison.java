package io.upstack.stages.verify;

/**
 * How far an array is from the recorded one.
 *
 * @param array its name, and where it is not plain how it was come by
 * @param error max |a - b| / max |b| over the array, b being the recorded one; max |a - b| if all
 *     of b is 0, or if the name says another unit
 * @param tolerance the largest error that passes
 */
public record ArrayComparison(String array, double error, double tolerance) {
  /** False for an error that is not a number. */
  public boolean passed() {
    return error <= tolerance;
  }

  /** Compares values one by one. */
  static ArrayComparison relative(
      String array, double[] actual, double[] recorded, double tolerance) {
    double scale = 0;
    for (double value : recorded) {
      scale = Math.max(scale, Math.abs(value));
    }
    double difference = largestDifference(array, actual, recorded);
    return new ArrayComparison(array, scale == 0 ? difference : difference / scale, tolerance);
  }

  /** As {@link #relative}, but the error is max |a - b|. */
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
