package io.upstack.stages.diffusion;

import java.util.Locale;

/**
 * The stages that sample. Their numbers are part of the key of the noise, so a new stage needs a
 * new number.
 */
public enum SamplingStage {
  BASE(1),
  UPSAMPLE(2);

  private final int number;

  SamplingStage(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** Returns the name that records, reports and messages use. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
