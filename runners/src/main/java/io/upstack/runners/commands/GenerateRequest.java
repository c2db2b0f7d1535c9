package io.upstack.runners.commands;

/**
 * @param output a directory, or a {@code gs://} path
 */
public record GenerateRequest(ConfigurationRequest configuration, String output) {}
