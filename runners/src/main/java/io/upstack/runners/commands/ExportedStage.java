package io.upstack.runners.commands;

/** A network of a configuration that can be exported as a TorchScript program. */
public enum ExportedStage {
  BASE,
  CLASSIFIER,
  UPSAMPLER
}
