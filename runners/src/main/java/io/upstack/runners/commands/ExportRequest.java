package io.upstack.runners.commands;

/** What to write as a TorchScript file. */
public sealed interface ExportRequest {
  /** The file to write. */
  String output();

  /** A network of a configuration. */
  record OfStage(ConfigurationRequest configuration, ExportedStage stage, String output)
      implements ExportRequest {}

  /**
   * The Inception as a feature extractor.
   *
   * @param weights a state dict or a frozen graph
   */
  record OfExtractor(String weights, String output) implements ExportRequest {}
}
