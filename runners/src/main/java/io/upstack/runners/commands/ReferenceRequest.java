package io.upstack.runners.commands;

import io.upstack.runners.files.ExistingFile;
import io.upstack.stages.images.UndecodableImages;
import java.util.Optional;

/**
 * @param images an npz, a directory of npz files or of pictures, or the output of a run
 * @param extractor a TorchScript file
 * @param output the npz to write: a path, or a {@code gs://} path
 * @param batchSize the number of images that go through the extractor together
 * @param device cpu, cuda or cuda:N
 * @param cache the place where a cluster leaves the features
 */
public record ReferenceRequest(
    String images,
    String extractor,
    String output,
    ExistingFile existing,
    long batchSize,
    String device,
    UndecodableImages undecodable,
    Optional<String> cache,
    RunnerChoice runner) {}
