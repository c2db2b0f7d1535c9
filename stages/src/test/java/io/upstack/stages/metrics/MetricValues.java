package io.upstack.stages.metrics;

import java.util.OptionalDouble;

/**
 * The metrics of a set of samples; those are absent for which the extractor or the reference gives
 * nothing to compute them from.
 */
public record MetricValues(
    OptionalDouble fid,
    OptionalDouble sfid,
    OptionalDouble inceptionScore,
    OptionalDouble precision,
    OptionalDouble recall) {}
