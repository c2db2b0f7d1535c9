package io.upstack.runners.commands;

/**
 * @param output a directory, or a {@code gs://} path
 */
public record RunRequest(ConfigurationRequest configuration, String output) {}
