package io.upstack.runners.commands;

/** A stage of a run whose images can be merged into one file. */
public enum MergedStage {
  /** The images before upsampling, if the run has both stages. */
  BASE,
  /** The final images of the run. */
  SAMPLES
}
