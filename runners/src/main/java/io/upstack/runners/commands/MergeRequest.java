package io.upstack.runners.commands;

import io.upstack.runners.files.ExistingFile;

/**
 * The images to put into one npz.
 *
 * @param run the output of a run: a directory, or a {@code gs://} path
 * @param target the npz to write, or a directory for an npz with the usual name; also a {@code
 *     gs://} path
 */
public record MergeRequest(String run, String target, MergedStage stage, ExistingFile existing) {}
