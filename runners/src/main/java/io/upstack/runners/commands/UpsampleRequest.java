package io.upstack.runners.commands;

import java.nio.file.Path;

/**
 * @param baseSamples an npz of low-resolution samples and their labels
 * @param output a directory, or a {@code gs://} path
 * @param runner where shards are made
 */
public record UpsampleRequest(
    ConfigurationRequest configuration, Path baseSamples, String output, RunnerChoice runner) {}
