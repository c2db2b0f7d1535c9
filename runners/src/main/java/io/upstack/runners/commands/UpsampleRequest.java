package io.upstack.runners.commands;

/**
 * @param baseSamples an npz of low-resolution samples and their labels: a path, or a {@code gs://}
 *     path
 * @param output a directory, or a {@code gs://} path
 * @param runner the place where the pipeline runs
 */
public record UpsampleRequest(
    ConfigurationRequest configuration, String baseSamples, String output, RunnerChoice runner) {}
