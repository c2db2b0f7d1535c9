package io.upstack.runners.commands;

/** Which configuration's stages to time. */
public record BenchRequest(ConfigurationRequest configuration) {}
