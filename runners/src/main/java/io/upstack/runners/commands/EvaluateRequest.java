package io.upstack.runners.commands;

import io.upstack.proto.Evaluation;
import io.upstack.stages.images.UndecodableImages;
import java.util.Optional;

/**
 * @param reference an npz, a directory of them or of pictures, or the output of a run; any of these
 *     files and directories may be a {@code gs://} path
 * @param samples likewise
 * @param extractor a TorchScript file
 * @param output where to leave a report, if one is wanted: a directory, or a {@code gs://} path
 * @param batchSize images that go through the extractor together
 * @param cache where features, and what is found of them, are kept
 * @param settings of the arithmetic
 */
public record EvaluateRequest(
    String reference,
    String samples,
    String extractor,
    Optional<String> output,
    long batchSize,
    Optional<String> cache,
    Evaluation settings,
    UndecodableImages undecodable) {}
