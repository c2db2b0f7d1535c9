package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.MetricsException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the reference images that are nearest to given samples (Dhariwal and Nichol, 2021, appendix
 * C). Safe for use by many threads.
 */
public final class NearestReferences {
  private final ManifoldProgram program;
  private final FeatureMatrix reference;

  public NearestReferences(ManifoldProgram program, FeatureMatrix reference) {
    this.program = program;
    this.reference = reference;
  }

  /**
   * Returns the nearest reference images of each sample, nearest first. Equally near ones are
   * ordered by index.
   *
   * @param samples features [n, D] of the requested samples
   * @param count number of reference images for each sample; all of them if there are fewer
   * @throws MetricsException if the samples have another width than the reference
   */
  public List<List<ReferenceNeighbour>> of(Features samples, int count) {
    if (samples.width() != reference.width()) {
      throw new MetricsException(
          String.format(
              ROOT,
              "samples with %d features can't be compared with a reference of %d",
              samples.width(),
              reference.width()));
    }
    try (FeatureMatrix asked =
        new FeatureMatrix(program, samples.width(), DistancePrecision.FLOAT32)) {
      asked.add(samples);
      return of(asked, Math.min(count, reference.rows()));
    }
  }

  private List<List<ReferenceNeighbour>> of(FeatureMatrix asked, int count) {
    NearestSoFar nearest = new NearestSoFar(asked.rows(), count);
    EvaluatorBlocks blocks = new EvaluatorBlocks(program, asked, reference);
    try (DistanceTile tile = new DistanceTile(program, blocks)) {
      for (RowRange rows : RowRange.cut(asked, 0, asked.rows(), TileProducts.ROWS)) {
        for (RowRange columns :
            RowRange.cut(reference, 0, reference.rows(), TileProducts.COLUMNS)) {
          tile.load(rows, columns);
          offer(tile, nearest);
        }
      }
    }
    List<List<ReferenceNeighbour>> neighbours = new ArrayList<>();
    NeighbourTable table = nearest.table(asked.rows());
    for (int sample = 0; sample < asked.rows(); sample++) {
      neighbours.add(measured(asked.row(sample), table, sample));
    }
    return neighbours;
  }

  private static void offer(DistanceTile tile, NearestSoFar nearest) {
    for (int row = 0; row < tile.rows().size(); row++) {
      float[] distances = tile.fromRow(row);
      for (int column = 0; column < tile.columns().size(); column++) {
        float distance = tile.settled(row, column, distances[column]);
        nearest.offer(tile.rows().from() + row, tile.columns().from() + column, distance);
      }
    }
  }

  /**
   * Computes the distances from the features themselves, since those from products are imprecise
   * for near images.
   */
  private List<ReferenceNeighbour> measured(float[] sample, NeighbourTable table, int row) {
    List<ReferenceNeighbour> neighbours = new ArrayList<>();
    for (int place = row * table.kept(); place < (row + 1) * table.kept(); place++) {
      int image = table.neighbours()[place];
      neighbours.add(new ReferenceNeighbour(image, distance(sample, reference.row(image))));
    }
    neighbours.sort(
        Comparator.comparingDouble(ReferenceNeighbour::distance)
            .thenComparingInt(ReferenceNeighbour::image));
    return List.copyOf(neighbours);
  }

  private static double distance(float[] first, float[] second) {
    double sum = 0;
    for (int i = 0; i < first.length; i++) {
      double difference = (double) first[i] - second[i];
      sum += difference * difference;
    }
    return Math.sqrt(sum);
  }
}
