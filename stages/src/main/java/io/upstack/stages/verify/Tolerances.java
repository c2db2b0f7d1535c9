package io.upstack.stages.verify;

/** The largest errors that pass, as {@link ArrayComparison} measures them. */
final class Tolerances {
  /** The tolerance of network outputs and gradients. */
  static final double NETWORK = 2e-5;

  /** The tolerance of one sampling step that starts from the recorded sample before it. */
  static final double STEP = 1e-4;

  /** The tolerance of the samples of a whole run, and of predictions of x_0. */
  static final double RUN = 1e-3;

  /**
   * Predictions are not compared below this sqrt(alpha bar), because dividing by it amplifies
   * rounding errors.
   */
  static final double SMALLEST_SIGNAL = 0.01;

  static final double GREY_LEVELS = 1;
  static final double SCHEDULE = 1e-12;
  static final double METRIC = 1e-6;

  /** The tolerance of the features that Inception computes from images. */
  static final double FEATURES = 1e-4;

  /** The tolerance of a Fréchet distance between singular covariances. */
  static final double RANK_DEFICIENT = 1e-4;

  private Tolerances() {}
}
