package io.upstack.runners.commands;

import java.util.Optional;

/**
 * @param job the id of a job, or the beginning of one; absent for all jobs
 * @param master the {@code HOST:PORT}; absent for the cluster that was started from this directory
 */
public record StatusRequest(Optional<String> job, Optional<String> master) {}
