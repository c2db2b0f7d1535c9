package io.upstack.runners.commands;

import java.util.Optional;

/**
 * @param job an id, or the beginning of one; absent for all jobs
 * @param master {@code HOST:PORT}; absent for the one that was started from this directory
 */
public record StatusRequest(Optional<String> job, Optional<String> master) {}
