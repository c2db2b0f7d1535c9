package io.upstack.runners.commands;

import java.util.Optional;

/**
 * @param reference an npz in OpenAI's layout; any of these files may be a {@code gs://} path
 * @param samples an npz, a directory of them, or the output of a run
 * @param extractor a TorchScript file
 * @param output where to leave a report, if one is wanted: a directory, or a {@code gs://} path
 * @param batchSize images that go through the extractor together
 */
public record EvaluateRequest(
    String reference, String samples, String extractor, Optional<String> output, long batchSize) {}
