package io.upstack.runners.commands;

/** The configuration whose stages are timed. */
public record BenchRequest(ConfigurationRequest configuration) {}
