package io.upstack.stages.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.List;

/** Slices and joins arrays along their first axis. */
final class Rows {
  private Rows() {}

  /**
   * Returns the rows from {@code first} up to but not including {@code end}. If these are all rows,
   * it returns the array itself, which stays with its manager.
   *
   * @param owner the manager of a result that is only a part of the array
   */
  static NDArray of(NDArray array, int first, int end, NDManager owner) {
    if (first == 0 && end == array.getShape().get(0)) {
      return array;
    }
    NDArray rows = array.get(new NDIndex("{}:{}", first, end));
    rows.attach(owner);
    return rows;
  }

  /** Joins all rows into one array, which has the manager of the first part. */
  static NDArray joined(List<NDArray> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return NDArrays.concat(new NDList(parts), 0);
  }
}
