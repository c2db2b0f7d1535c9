package io.upstack.runners.commands;

/**
 * @param configuration the configuration, whose part {@code watch} says which checkpoints to watch
 * @param runner the place where the pipeline runs
 */
public record WatchRequest(ConfigurationRequest configuration, RunnerChoice runner) {}
