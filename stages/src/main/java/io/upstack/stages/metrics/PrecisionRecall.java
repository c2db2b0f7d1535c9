package io.upstack.stages.metrics;

/**
 * How much of what is generated is like the reference, and how much of the reference is generated.
 *
 * @param precision the fraction of samples that lie in the manifold of the reference
 * @param recall the fraction of reference images that lie in the manifold of the samples
 */
public record PrecisionRecall(double precision, double recall) {}
