package io.upstack.stages.diffusion;

/** Where the variance of a reverse step comes from (ModelVarType of gaussian_diffusion.py). */
public enum VarianceType {
  /** The network interpolates between the posterior's and beta (learn_sigma). */
  LEARNED_RANGE,
  /** Beta. */
  FIXED_LARGE,
  /** The posterior's (sigma_small). */
  FIXED_SMALL
}
