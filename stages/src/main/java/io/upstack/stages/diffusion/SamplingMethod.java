package io.upstack.stages.diffusion;

/** The rule of a reverse step. */
public sealed interface SamplingMethod {
  /** Whether a step draws noise. */
  boolean isStochastic();

  /** Ancestral sampling, algorithm 2 of Ho et al.; guided by algorithm 1 of the paper. */
  record Ddpm() implements SamplingMethod {
    @Override
    public boolean isStochastic() {
      return true;
    }
  }

  /**
   * Equation 12 of Song et al.; guided by algorithm 2 of the paper.
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
