package io.upstack.stages.metrics.frechet;

import io.upstack.stages.metrics.Estimate;

/**
 * What the distances of the subsets say together.
 *
 * @param distance of all samples; its interval is of the expectation at this number of samples
 * @param infinity the distance that infinitely many samples would have
 */
public record FrechetEstimates(Estimate distance, Estimate infinity) {}
