package io.upstack.runners.commands;

/**
 * @param output a directory, or a {@code gs://} path
 * @param runner the place where the pipeline runs
 */
public record RunRequest(ConfigurationRequest configuration, String output, RunnerChoice runner) {}
