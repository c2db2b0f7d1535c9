package io.upstack.stages.manifolds;

/** The features of a set of images, and what is near to what among them. */
public record ManifoldSet(FeatureMatrix features, Neighbourhoods neighbourhoods) {
  public ManifoldSet {
    if (features.rows() != neighbourhoods.size()) {
      throw new IllegalArgumentException(
          "the neighbourhoods of %d images for the features of %d"
              .formatted(neighbourhoods.size(), features.rows()));
    }
  }
}
