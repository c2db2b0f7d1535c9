package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The sum of products of features, X' X, in fp64. It is symmetric, so only panels of rows from the
 * diagonal on are computed, which saves nearly half of the products.
 */
final class GramPanels {
  /** Wide enough for the engine's products to be fast, and narrow enough to save many of them. */
  private static final int PANEL_ROWS = 256;

  private final MetricProgram program;
  private final int width;
  private final List<NDArray> panels = new ArrayList<>();

  GramPanels(MetricProgram program, NDManager manager, int width) {
    this.program = program;
    this.width = width;
    for (int start = 0; start < width; start += PANEL_ROWS) {
      Shape shape = new Shape(Math.min(PANEL_ROWS, width - start), width - start);
      panels.add(manager.zeros(shape, DataType.FLOAT64));
    }
  }

  /** Adds rows [n, D] in fp64. */
  void add(NDArray rows) {
    for (NDArray panel : panels) {
      program.run(MetricMethods.ADD_PRODUCTS, rows, panel).close();
    }
  }

  /** Returns [D, D], row-major, with the part above the diagonal mirrored below it. */
  double[] toMatrix() {
    double[] matrix = new double[Math.multiplyExact(width, width)];
    int row = 0;
    for (NDArray panel : panels) {
      int rows = (int) panel.getShape().get(0);
      int columns = (int) panel.getShape().get(1);
      double[] values = panel.toDoubleArray();
      for (int i = 0; i < rows; i++) {
        // Copies from the diagonal on. To the left of it, the panel repeats itself.
        System.arraycopy(values, i * columns + i, matrix, (row + i) * width + row + i, columns - i);
      }
      row += rows;
    }
    Symmetry.mirrorUpper(matrix, width);
    return matrix;
  }
}
