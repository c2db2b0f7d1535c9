package io.upstack.stages.diffusion;

import java.util.Locale;

/** The stages that sample. Their numbers key the noise: a new stage takes a new number. */
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

  /** As it stands in records, reports and messages. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
