package io.upstack.runners.commands;

/**
 * @param checkpoint a state dict (.pt): a path, or a {@code gs://} path
 */
public record InspectRequest(String checkpoint) {}
