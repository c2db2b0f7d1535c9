package io.upstack.runners.commands;

import java.nio.file.Path;

/** What to write as a TorchScript file. */
public sealed interface ExportRequest {
  /** The file to write. */
  Path output();

  /** A network of a configuration. */
  record OfStage(ConfigurationRequest configuration, ExportedStage stage, Path output)
      implements ExportRequest {}

  /**
   * The Inception as a feature extractor.
   *
   * @param weights a state dict or a frozen graph
   */
  record OfExtractor(Path weights, Path output) implements ExportRequest {}
}
