package io.upstack.runners.commands;

import java.nio.file.Path;

/**
 * @param output the TorchScript file to write
 */
public record ExportRequest(ConfigurationRequest configuration, ExportedStage stage, Path output) {}
