package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

import java.util.Arrays;

/**
 * Compares samples with a reference. Each unit compares a block of reference images with all
 * samples.
 *
 * <ul>
 *   <li>Precision and recall: Kynkäänniemi et al. (2019), counted as evaluator.py does: a sphere
 *       includes its surface.
 *   <li>Density and coverage: Naeem et al. (2020), counted as their code (clovaai's prdc) does: a
 *       sphere does not include its surface, so that the density of a set with itself is 1.
 *   <li>Realism: Kynkäänniemi et al. (2019), section 5.
 * </ul>
 *
 * <p>Safe for use by many threads.
 */
public final class ManifoldComparison {
  /** The number of reference images in every unit except the last. */
  public static final int BLOCK_ROWS = TileProducts.ROWS;

  private final ManifoldProgram program;
  private final FeatureMatrix reference;
  private final FeatureMatrix samples;
  private final ComparisonRadii radii;
  private final EvaluatorBlocks evaluatorBlocks;

  /**
   * Compares two sets.
   *
   * @throws io.upstack.stages.metrics.MetricsException as {@link
   *     NeighbourSettings#requireComparable} does
   */
  public ManifoldComparison(
      ManifoldProgram program,
      NeighbourSettings settings,
      ManifoldSet reference,
      ManifoldSet samples) {
    this.program = program;
    this.reference = reference.features();
    this.samples = samples.features();
    NeighbourSettings.requireComparable(this.reference.width(), this.samples.width());
    this.radii = ComparisonRadii.of(settings, reference, samples);
    this.evaluatorBlocks = new EvaluatorBlocks(program, this.reference, this.samples);
  }

  /** Returns the number of units of this comparison. */
  public int units() {
    return units(reference.rows());
  }

  /** Returns the number of units of a comparison with {@code referenceImages} reference images. */
  public static int units(int referenceImages) {
    return (referenceImages + BLOCK_ROWS - 1) / BLOCK_ROWS;
  }

  /** Computes one unit: 500 reference images and 50,000 samples take 10^11 fp32 operations. */
  public BlockComparison compare(int unit) {
    if (unit < 0 || unit >= units()) {
      throw new IllegalArgumentException(
          String.format(ROOT, "unit %d of a comparison, expected 0 to %d", unit, units() - 1));
    }
    int from = unit * BLOCK_ROWS;
    RowRange rows = new RowRange(reference, from, Math.min(from + BLOCK_ROWS, reference.rows()));
    Scan scan = new Scan(unit, rows.size());
    try (DistanceTile tile = new DistanceTile(program, evaluatorBlocks)) {
      for (RowRange columns : RowRange.cut(samples, 0, samples.rows(), TileProducts.COLUMNS)) {
        tile.load(rows, columns);
        for (int row = 0; row < rows.size(); row++) {
          float[] distances = tile.fromRow(row);
          scan.addRealism(from + row, columns, distances);
          scan.addPairs(tile, row, distances);
        }
      }
    }
    return scan.finish();
  }

  /** The intermediate results of a block. */
  private final class Scan {
    private final BlockComparison result;
    private final ReferenceRow[] images;

    Scan(int unit, int rows) {
      this.result = BlockComparison.empty(unit, samples.rows());
      this.images = new ReferenceRow[rows];
      Arrays.setAll(images, row -> new ReferenceRow());
    }

    void addRealism(int image, RowRange columns, float[] distances) {
      float radius = radii.manifold()[image];
      if (radius > radii.median()) {
        return;
      }
      float[] realism = result.squaredRealism();
      int first = columns.from();
      for (int column = 0; column < columns.size(); column++) {
        float ratio = radius / (distances[column] + ComparisonRadii.EPSILON);
        realism[first + column] = Math.max(realism[first + column], ratio);
      }
    }

    void addPairs(DistanceTile tile, int row, float[] distances) {
      int image = tile.rows().from() + row;
      int first = tile.columns().from();
      int columns = tile.columns().size();
      float nearImage = radii.reach(image, reference.squaredLength(image));
      float[] nearSample = radii.reachOfSamples();
      for (int column = 0; column < columns; column++) {
        if (distances[column] <= nearImage || distances[column] <= nearSample[first + column]) {
          addPair(image, row, first + column, tile.settled(row, column, distances[column]));
        }
      }
    }

    private void addPair(int image, int row, int sample, float distance) {
      if (distance <= radii.manifold()[image]) {
        result.inManifold()[sample] = 1;
      }
      if (distance < radii.density()[image]) {
        result.spheres()[sample]++;
        images[row].addInside(sample);
      }
      if (distance <= radii.ofSamples()[sample]) {
        images[row].addReaching(sample);
      } else if (distance <= radii.reachOfSamples()[sample]) {
        images[row].addNearlyReaching(sample);
      }
    }

    BlockComparison finish() {
      int[] marks = new int[samples.rows()];
      int recalled = 0;
      int covered = 0;
      for (int row = 0; row < images.length; row++) {
        ReferenceRow image = images[row];
        recalled += image.isRecalled() ? 1 : 0;
        covered += image.isCovered() ? 1 : 0;
        image.countCoverage(result.coverageChange());
        radii.countRecall(image, result.recallChange(), marks, row + 1);
      }
      return result.withCounts(recalled, covered);
    }
  }
}
