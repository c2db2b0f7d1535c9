package io.upstack.runners.commands;

import io.upstack.proto.Evaluation;
import io.upstack.stages.images.UndecodableImages;
import java.util.Optional;

/**
 * The inputs and settings of an evaluation.
 *
 * @param reference an npz, a directory of npz files or of pictures, or the output of a run; any of
 *     these files and directories may be a {@code gs://} path
 * @param samples the samples, in any of the same forms
 * @param extractor a TorchScript file
 * @param output the directory or {@code gs://} path of a report; absent if no report is wanted
 * @param batchSize the number of images that go through the extractor together
 * @param device cpu, cuda or cuda:N
 * @param cache the place where features and results are kept
 * @param settings the settings of the arithmetic
 * @param isJson whether programs read the metrics
 */
public record EvaluateRequest(
    String reference,
    String samples,
    String extractor,
    Optional<String> output,
    long batchSize,
    String device,
    Optional<String> cache,
    Evaluation settings,
    UndecodableImages undecodable,
    RunnerChoice runner,
    boolean isJson) {}
