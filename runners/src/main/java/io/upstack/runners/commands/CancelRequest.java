package io.upstack.runners.commands;

import java.util.Optional;

/**
 * @param job an id, or the beginning of one
 * @param master {@code HOST:PORT}; absent for the one that was started from this directory
 */
public record CancelRequest(String job, Optional<String> master) {}
