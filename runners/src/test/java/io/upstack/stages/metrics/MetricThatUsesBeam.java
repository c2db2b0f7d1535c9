package io.upstack.stages.metrics;

import org.apache.beam.sdk.Pipeline;

/** Breaks a rule of the architecture, to show that the rule can fail. */
public record MetricThatUsesBeam(Pipeline pipeline) {}
