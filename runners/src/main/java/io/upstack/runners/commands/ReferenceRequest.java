package io.upstack.runners.commands;

import io.upstack.runners.files.ExistingFile;
import io.upstack.stages.images.UndecodableImages;
import java.nio.file.Path;

/**
 * @param images an npz, a directory of them or of pictures, or the output of a run
 * @param extractor a TorchScript file
 * @param output the npz to write
 * @param batchSize images that go through the extractor together
 */
public record ReferenceRequest(
    String images,
    Path extractor,
    Path output,
    ExistingFile existing,
    long batchSize,
    UndecodableImages undecodable) {}
