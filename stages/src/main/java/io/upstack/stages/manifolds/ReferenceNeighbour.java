package io.upstack.stages.manifolds;

/**
 * A reference image near to a sample.
 *
 * @param image its index in the reference
 * @param distance Euclidean, in the space of the features
 */
public record ReferenceNeighbour(int image, double distance) {}
