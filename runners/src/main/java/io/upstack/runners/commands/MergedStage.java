package io.upstack.runners.commands;

/** A stage of a run whose images can be had in one file. */
public enum MergedStage {
  /** What comes before upsampling, where the run has both stages. */
  BASE,
  /** What the run was made for. */
  SAMPLES
}
