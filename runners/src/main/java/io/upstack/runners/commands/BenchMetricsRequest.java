package io.upstack.runners.commands;

/**
 * The sizes of a metrics benchmark.
 *
 * @param references the number of images of the reference
 * @param width the number of features of an image
 * @param spatialWidth the number of spatial features of an image
 */
public record BenchMetricsRequest(int samples, int references, int width, int spatialWidth) {}
