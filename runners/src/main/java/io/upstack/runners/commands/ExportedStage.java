package io.upstack.runners.commands;

/** A network of a configuration that can be had as a TorchScript program. */
public enum ExportedStage {
  BASE,
  CLASSIFIER,
  UPSAMPLER
}
