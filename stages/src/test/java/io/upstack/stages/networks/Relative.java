package io.upstack.stages.networks;

import ai.djl.ndarray.NDArray;

/** Errors as the reference cases have them. */
final class Relative {
  private Relative() {}

  /** max |actual - expected| / max |expected|; NaN if there is one. */
  static double error(NDArray actual, NDArray expected) {
    float largest = expected.abs().max().getFloat();
    return actual.sub(expected).abs().max().getFloat() / largest;
  }
}
