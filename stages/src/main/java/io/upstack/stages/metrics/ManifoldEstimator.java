package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Improved precision and recall (Kynkäänniemi et al., 2019) as evaluator.py computes them: a
 * manifold is the union of spheres around its features, each reaching to the k-th nearest other
 * one, its surface included.
 *
 * <p>A feature counts as its own nearest at index 0, so that the radius is the distance at index k,
 * counted from 0, of all the distances in ascending order. Distances are computed block by block.
 */
public final class ManifoldEstimator {
  public static final int DEFAULT_NEIGHBOURS = 3;

  private final MetricProgram program;
  private final int neighbours;

  /**
   * @param neighbours k
   */
  public ManifoldEstimator(MetricProgram program, int neighbours) {
    if (neighbours < 1) {
      throw new IllegalArgumentException(
          "%d nearest neighbours, expected 1 or more".formatted(neighbours));
    }
    this.program = program;
    this.neighbours = neighbours;
  }

  /**
   * Compares two sets of features of the same width.
   *
   * @throws MetricsException if the widths differ, or a set has no k-th neighbour
   */
  public PrecisionRecall evaluate(FeatureBlocks reference, FeatureBlocks samples) {
    if (reference.width() != samples.width()) {
      throw new MetricsException(
          "samples with %d features can't be compared with a reference of %d"
              .formatted(samples.width(), reference.width()));
    }
    requireNeighbours("reference images", reference);
    requireNeighbours("samples", samples);
    try (NDManager scope = program.newManager()) {
      List<NDArray> referenceRadii = squaredRadii(reference.blocks(), scope);
      List<NDArray> sampleRadii = squaredRadii(samples.blocks(), scope);
      List<NDArray> referenceWithin = none(reference.blocks(), scope);
      List<NDArray> samplesWithin = none(samples.blocks(), scope);
      for (int i = 0; i < referenceRadii.size(); i++) {
        for (int j = 0; j < sampleRadii.size(); j++) {
          NDList within =
              run(
                  scope,
                  MetricMethods.WITHIN,
                  referenceWithin.get(i),
                  samplesWithin.get(j),
                  reference.blocks().get(i),
                  samples.blocks().get(j),
                  referenceRadii.get(i),
                  sampleRadii.get(j));
          replace(referenceWithin, i, within.get(0));
          replace(samplesWithin, j, within.get(1));
        }
      }
      return new PrecisionRecall(fraction(samplesWithin), fraction(referenceWithin));
    }
  }

  private void requireNeighbours(String name, FeatureBlocks features) {
    if (features.rows() <= neighbours) {
      throw new MetricsException(
          "precision and recall of %d %s with %d nearest neighbours, expected %d or more"
              .formatted(features.rows(), name, neighbours, neighbours + 1));
    }
  }

  /** For each block [n, D], [n]. */
  private List<NDArray> squaredRadii(List<NDArray> blocks, NDManager scope) {
    List<NDArray> nearest = new ArrayList<>();
    for (NDArray block : blocks) {
      Shape shape = new Shape(block.getShape().get(0), neighbours + 1);
      nearest.add(scope.full(shape, Float.POSITIVE_INFINITY, DataType.FLOAT32));
    }
    for (int i = 0; i < blocks.size(); i++) {
      NDArray block = blocks.get(i);
      replace(
          nearest,
          i,
          run(scope, MetricMethods.NEAREST, nearest.get(i), block, block).singletonOrThrow());
      for (int j = i + 1; j < blocks.size(); j++) {
        NDList both =
            run(
                scope,
                MetricMethods.NEAREST_BOTH_WAYS,
                nearest.get(i),
                nearest.get(j),
                block,
                blocks.get(j));
        replace(nearest, i, both.get(0));
        replace(nearest, j, both.get(1));
      }
    }
    return nearest.stream().map(distances -> distances.get(new NDIndex(":, -1"))).toList();
  }

  private static List<NDArray> none(List<NDArray> blocks, NDManager scope) {
    List<NDArray> none = new ArrayList<>();
    for (NDArray block : blocks) {
      none.add(scope.zeros(new Shape(block.getShape().get(0)), DataType.BOOLEAN));
    }
    return none;
  }

  private NDList run(NDManager scope, String method, NDArray... inputs) {
    NDList results = program.run(method, inputs);
    results.attach(scope);
    return results;
  }

  private static void replace(List<NDArray> arrays, int index, NDArray next) {
    arrays.get(index).close();
    arrays.set(index, next);
  }

  private static double fraction(List<NDArray> blocks) {
    long rows = 0;
    long within = 0;
    for (NDArray block : blocks) {
      for (boolean inside : block.toBooleanArray()) {
        rows++;
        within += inside ? 1 : 0;
      }
    }
    return (double) within / rows;
  }
}
