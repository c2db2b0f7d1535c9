package io.upstack.stages.diffusion;

/**
 * The way a reverse step is taken.
 *
 * @param method DDPM or DDIM
 * @param prediction the quantity that the network predicts
 * @param variance the variance of a DDPM step; DDIM has its own
 * @param clipDenoised whether predictions of x_0 are clamped to [-1, 1]
 * @param rescaleTimesteps whether the network is given timesteps scaled to [0, 1000)
 * @param temperature the factor of the noise that each step adds
 */
public record SamplerOptions(
    SamplingMethod method,
    Prediction prediction,
    VarianceType variance,
    boolean clipDenoised,
    boolean rescaleTimesteps,
    double temperature) {

  /** Returns options that add noise as it is. */
  public SamplerOptions(
      SamplingMethod method,
      Prediction prediction,
      VarianceType variance,
      boolean clipDenoised,
      boolean rescaleTimesteps) {
    this(method, prediction, variance, clipDenoised, rescaleTimesteps, 1);
  }
}
