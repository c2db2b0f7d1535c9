package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

/** The features of a set of images and the nearest neighbors among them. */
public record ManifoldSet(FeatureMatrix features, Neighbourhoods neighbourhoods) {
  public ManifoldSet {
    if (features.rows() != neighbourhoods.size()) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "the neighbourhoods of %d images for the features of %d",
              neighbourhoods.size(),
              features.rows()));
    }
  }
}
