package io.upstack.stages.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NpzFile;
import java.io.IOException;
import java.util.Arrays;

/** The arrays of a case as tensors that belong to one manager. */
final class RecordedArrays {
  private final NpzFile file;
  private final NDManager manager;

  RecordedArrays(NpzFile file, NDManager manager) {
    this.file = file;
    this.manager = manager;
  }

  double[] doubles(String name) throws IOException {
    try (ArrayReader array = file.array(name)) {
      return array.toDoubles();
    }
  }

  /**
   * Returns an array: floating-point arrays in fp32, bytes as they are, and other integers in
   * int64.
   */
  NDArray get(String name) throws IOException {
    try (ArrayReader array = file.array(name)) {
      Shape shape = new Shape(array.shape().stream().mapToLong(Long::longValue).toArray());
      if (array.elementType().isFloatingPoint()) {
        return manager.create(array.toFloats(), shape);
      }
      NDArray integers = manager.create(array.toLongs(), shape);
      return array.elementType() == ElementType.UINT8
          ? integers.toType(DataType.UINT8, false)
          : integers;
    }
  }

  /** Compares a computed tensor with the recorded one. */
  ArrayComparison compare(String name, NDArray actual, double tolerance) throws IOException {
    return compare(name, actual, get(name), tolerance);
  }

  static ArrayComparison compare(String name, NDArray actual, NDArray recorded, double tolerance) {
    requireSameShape(name, actual, recorded);
    return ArrayComparison.relative(name, doubles(actual), doubles(recorded), tolerance);
  }

  static ArrayComparison compareGreyLevels(String name, NDArray actual, NDArray recorded) {
    requireSameShape(name, actual, recorded);
    return ArrayComparison.absolute(
        name + " [grey levels]", doubles(actual), doubles(recorded), Tolerances.GREY_LEVELS);
  }

  private static double[] doubles(NDArray array) {
    return array.toType(DataType.FLOAT64, false).toDoubleArray();
  }

  private static void requireSameShape(String name, NDArray actual, NDArray recorded) {
    if (!actual.getShape().equals(recorded.getShape())) {
      throw new IllegalArgumentException(
          "'%s' has the shape %s, but %s was recorded"
              .formatted(
                  name,
                  Arrays.toString(actual.getShape().getShape()),
                  Arrays.toString(recorded.getShape().getShape())));
    }
  }
}
