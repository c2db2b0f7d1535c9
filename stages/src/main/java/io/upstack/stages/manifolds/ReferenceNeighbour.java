package io.upstack.stages.manifolds;

/**
 * A reference image near a sample.
 *
 * @param image index of the image in the reference
 * @param distance Euclidean distance in the space of the features
 */
public record ReferenceNeighbour(int image, double distance) {}
