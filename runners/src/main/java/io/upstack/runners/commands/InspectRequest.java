package io.upstack.runners.commands;

import java.nio.file.Path;

/**
 * @param checkpoint a state dict (.pt)
 */
public record InspectRequest(Path checkpoint) {}
