package io.upstack.stages.manifolds;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes the bare matrix products of all pairs of samples, of reference images, and of both, in
 * blocks of 5000 by 5000.
 */
record BareProducts(ManifoldProgram program, FeatureMatrix reference, FeatureMatrix samples) {
  List<Runnable> work() {
    List<Runnable> work = new ArrayList<>();
    add(samples, samples, work);
    add(reference, reference, work);
    add(reference, samples, work);
    return work;
  }

  private void add(FeatureMatrix left, FeatureMatrix right, List<Runnable> work) {
    for (RowRange rows : blocks(left)) {
      for (RowRange columns : blocks(right)) {
        work.add(() -> multiply(rows, columns));
      }
    }
  }

  private static List<RowRange> blocks(FeatureMatrix matrix) {
    return RowRange.cut(matrix, 0, matrix.rows(), FeatureMatrix.BLOCK_ROWS);
  }

  private void multiply(RowRange rows, RowRange columns) {
    try (NDManager scope = program.newManager()) {
      Shape shape = new Shape(rows.size(), columns.size());
      NDArray products = scope.create(shape, DataType.FLOAT32);
      program.products(rows.in(scope), columns.in(scope), products);
    }
  }
}
