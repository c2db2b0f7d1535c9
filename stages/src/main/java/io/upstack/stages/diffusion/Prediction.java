package io.upstack.stages.diffusion;

/** The quantity that the network predicts (ModelMeanType of gaussian_diffusion.py). */
public enum Prediction {
  EPSILON,
  /** x_0 itself (predict_xstart). */
  START_X
}
