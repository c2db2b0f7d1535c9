package io.upstack.stages.diffusion;

/** The rule of a reverse step. */
public sealed interface SamplingMethod {
  /** Returns whether a step draws noise. */
  boolean isStochastic();

  /** Ancestral sampling, algorithm 2 of Ho et al. Algorithm 1 of the paper guides it. */
  record Ddpm() implements SamplingMethod {
    @Override
    public boolean isStochastic() {
      return true;
    }
  }

  /**
   * DDIM sampling, equation 12 of Song et al. Algorithm 2 of the paper guides it.
   *
   * @param eta 0 for a deterministic step, 1 for the variance of ancestral sampling
   */
  record Ddim(double eta) implements SamplingMethod {
    @Override
    public boolean isStochastic() {
      return eta != 0;
    }
  }
}
