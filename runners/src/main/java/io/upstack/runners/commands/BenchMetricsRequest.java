package io.upstack.runners.commands;

/**
 * How much to measure.
 *
 * @param references images of the reference
 * @param width features of an image
 * @param spatialWidth spatial features of an image
 */
public record BenchMetricsRequest(int samples, int references, int width, int spatialWidth) {}
