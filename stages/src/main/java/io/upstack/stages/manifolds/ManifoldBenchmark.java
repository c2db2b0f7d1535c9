package io.upstack.stages.manifolds;

import io.upstack.stages.metrics.Features;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Times the nearest-neighbor metrics against the bare fp32 matrix products of all pairs of samples,
 * of reference images, and of both.
 *
 * @param samples number of samples
 * @param references number of reference images
 * @param width number of features of an image
 * @param threads number of threads that work at once, each with one thread of the engine
 */
public record ManifoldBenchmark(int samples, int references, int width, int threads) {
  private static final int BATCH_ROWS = 500;
  private static final int LATENT_WIDTH = 16;
  private static final long SEED = 7;

  /**
   * The measured times and the computed metrics.
   *
   * @param products time of the bare products
   * @param neighbours time of the neighbors of both sets
   * @param comparison time of the comparison of the sets
   */
  public record Result(
      TimedWork products, TimedWork neighbours, TimedWork comparison, ManifoldMetrics metrics) {
    /** Returns the processor time of the metrics divided by that of the bare products. */
    public double ratio() {
      return (neighbours.cpuSeconds() + comparison.cpuSeconds()) / products.cpuSeconds();
    }
  }

  /**
   * Generates features and runs everything, the products last. This takes minutes for 50,000
   * samples.
   */
  public Result run() throws IOException, InterruptedException {
    NeighbourSettings settings = NeighbourSettings.PUBLISHED;
    try (ManifoldProgram program = ManifoldProgram.open();
        FeatureMatrix reference = new FeatureMatrix(program, width, settings.precision());
        FeatureMatrix generated = new FeatureMatrix(program, width, settings.precision())) {
      fill(reference, references, SEED);
      fill(generated, samples, SEED + 1);
      NeighbourhoodMerge referenceMerge = new NeighbourhoodMerge(settings, references);
      NeighbourhoodMerge sampleMerge = new NeighbourhoodMerge(settings, samples);
      List<Runnable> searches = new ArrayList<>();
      searches.addAll(searches(new NeighbourSearch(program, settings, reference), referenceMerge));
      searches.addAll(searches(new NeighbourSearch(program, settings, generated), sampleMerge));
      TimedWork neighbours = TimedWork.run(searches, threads);
      ManifoldComparison comparison =
          new ManifoldComparison(
              program,
              settings,
              new ManifoldSet(reference, referenceMerge.finish()),
              new ManifoldSet(generated, sampleMerge.finish()));
      ComparisonMerge merge = new ComparisonMerge(settings, references, samples);
      TimedWork compared = TimedWork.run(comparisons(comparison, merge), threads);
      ManifoldMetrics metrics = merge.finish();
      TimedWork products =
          TimedWork.run(new BareProducts(program, reference, generated).work(), threads);
      return new Result(products, neighbours, compared, metrics);
    }
  }

  private static List<Runnable> searches(NeighbourSearch search, NeighbourhoodMerge merge) {
    return IntStream.range(0, search.units())
        .<Runnable>mapToObj(
            unit ->
                () -> {
                  PairNeighbours found = search.search(unit);
                  synchronized (merge) {
                    merge.add(found);
                  }
                })
        .toList();
  }

  private static List<Runnable> comparisons(ManifoldComparison comparison, ComparisonMerge merge) {
    return IntStream.range(0, comparison.units())
        .<Runnable>mapToObj(
            unit ->
                () -> {
                  BlockComparison compared = comparison.compare(unit);
                  synchronized (merge) {
                    merge.add(compared);
                  }
                })
        .toList();
  }

  /** Generates features with few degrees of freedom, none below 0, like those of images. */
  private void fill(FeatureMatrix matrix, int rows, long seed) {
    float[] mixing = gaussians(new SplittableRandom(SEED), LATENT_WIDTH * width);
    SplittableRandom random = new SplittableRandom(seed);
    for (int from = 0; from < rows; from += BATCH_ROWS) {
      int batch = Math.min(BATCH_ROWS, rows - from);
      float[] values = new float[batch * width];
      for (int row = 0; row < batch; row++) {
        float[] latent = gaussians(random, LATENT_WIDTH);
        for (int i = 0; i < LATENT_WIDTH; i++) {
          for (int feature = 0; feature < width; feature++) {
            values[row * width + feature] += latent[i] * mixing[i * width + feature];
          }
        }
      }
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.max(0, 0.3f + 0.05f * values[i]);
      }
      matrix.add(Features.of(batch, width, values));
    }
  }

  /** Draws sums of uniform numbers, which are close enough to normal ones. */
  private static float[] gaussians(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.doubles(6).sum() - 3) * 1.4f;
    }
    return values;
  }
}
