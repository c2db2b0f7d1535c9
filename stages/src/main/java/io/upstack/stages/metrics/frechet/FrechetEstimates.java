package io.upstack.stages.metrics.frechet;

import io.upstack.stages.metrics.Estimate;

/**
 * The results that the distances of all subsets give together.
 *
 * @param distance distance of all samples; its interval is that of the expectation at this number
 *     of samples
 * @param infinity the distance that infinitely many samples would have
 */
public record FrechetEstimates(Estimate distance, Estimate infinity) {}
