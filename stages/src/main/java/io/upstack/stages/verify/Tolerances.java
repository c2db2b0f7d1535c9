package io.upstack.stages.verify;

/** The largest errors that pass, as {@link ArrayComparison} measures them. */
final class Tolerances {
  /** Outputs of networks, and gradients. */
  static final double NETWORK = 2e-5;

  /** One sampling step, from the recorded sample before it. */
  static final double STEP = 1e-4;

  /** Samples of a whole run, and predictions of x_0. */
  static final double RUN = 1e-3;

  /** Below this sqrt(alpha bar), dividing by it amplifies rounding: predictions aren't compared. */
  static final double SMALLEST_SIGNAL = 0.01;

  static final double GREY_LEVELS = 1;
  static final double SCHEDULE = 1e-12;
  static final double METRIC = 1e-6;

  /** What Inception makes of images. */
  static final double FEATURES = 1e-4;

  /** A Fréchet distance of covariances that are singular. */
  static final double RANK_DEFICIENT = 1e-4;

  private Tolerances() {}
}
