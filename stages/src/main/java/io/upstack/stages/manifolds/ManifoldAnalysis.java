package io.upstack.stages.manifolds;

/** Runs all units of a comparison one after another in one thread, for sets in one process. */
public final class ManifoldAnalysis {
  private final ManifoldProgram program;
  private final NeighbourSettings settings;

  public ManifoldAnalysis(ManifoldProgram program, NeighbourSettings settings) {
    this.program = program;
    this.settings = settings;
  }

  /**
   * Compares two sets of features.
   *
   * @throws io.upstack.stages.metrics.MetricsException as {@link
   *     NeighbourSettings#requireComparable} does
   */
  public ManifoldMetrics compare(FeatureMatrix reference, FeatureMatrix samples) {
    NeighbourSettings.requireComparable(reference.width(), samples.width());
    ManifoldComparison comparison =
        new ManifoldComparison(program, settings, analyse(reference), analyse(samples));
    ComparisonMerge merge = new ComparisonMerge(settings, reference.rows(), samples.rows());
    for (int unit = 0; unit < comparison.units(); unit++) {
      merge.add(comparison.compare(unit));
    }
    return merge.finish();
  }

  private ManifoldSet analyse(FeatureMatrix features) {
    NeighbourSearch search = new NeighbourSearch(program, settings, features);
    NeighbourhoodMerge merge = new NeighbourhoodMerge(settings, features.rows());
    for (int unit = 0; unit < search.units(); unit++) {
      merge.add(search.search(unit));
    }
    return new ManifoldSet(features, merge.finish());
  }
}
