package io.upstack.stages.diffusion;

/** A number that a reverse step needs and that depends only on the step. */
enum Coefficient {
  SQRT_RECIP_ALPHA_BAR,
  SQRT_RECIP_ALPHA_BAR_MINUS_ONE,
  SQRT_ONE_MINUS_ALPHA_BAR,
  POSTERIOR_MEAN_1,
  POSTERIOR_MEAN_2,
  MINIMUM_LOG_VARIANCE,
  MAXIMUM_LOG_VARIANCE,
  VARIANCE,
  LOG_VARIANCE,
  SQRT_ALPHA_BAR_BEFORE,
  /** The factor that DDIM multiplies epsilon by. */
  DIRECTION,
  /** The factor that noise is multiplied by. It is 0 at the last step taken. */
  NOISE
}
