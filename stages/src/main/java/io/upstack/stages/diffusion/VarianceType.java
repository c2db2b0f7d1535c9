package io.upstack.stages.diffusion;

/** The source of the variance of a reverse step (ModelVarType of gaussian_diffusion.py). */
public enum VarianceType {
  /** The network interpolates between the posterior variance and beta (learn_sigma). */
  LEARNED_RANGE,
  /** The variance is beta. */
  FIXED_LARGE,
  /** The variance is that of the posterior (sigma_small). */
  FIXED_SMALL
}
