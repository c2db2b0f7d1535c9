package io.upstack.stages.examples;

import org.apache.flink.configuration.Configuration;

/** Breaks a rule of the architecture, to show that the rule can fail. */
public record StageThatUsesFlink(Configuration configuration) {}
