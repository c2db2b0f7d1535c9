package io.upstack.stages.metrics.frechet;

/**
 * The Fréchet distance of the samples of some groups from the reference.
 *
 * @param samples number of samples in these groups
 */
public record SubsetDistance(GroupSubset subset, long samples, double distance) {}
