package io.upstack.runners.commands;

/** A request to write a network as a TorchScript file. */
public sealed interface ExportRequest {
  /** Returns the file to write. */
  String output();

  /** A request for a network of a configuration. */
  record OfStage(ConfigurationRequest configuration, ExportedStage stage, String output)
      implements ExportRequest {}

  /**
   * A request for the Inception network as a feature extractor.
   *
   * @param weights a state dict or a frozen graph
   */
  record OfExtractor(String weights, String output) implements ExportRequest {}
}
