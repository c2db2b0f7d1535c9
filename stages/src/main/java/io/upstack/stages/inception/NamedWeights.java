package io.upstack.stages.inception;

import java.util.List;

/** A tensor of weights under its name in a state dict. */
interface NamedWeights {
  List<Long> shape();

  /** Such as float32. */
  String type();

  /** Whether it holds numbers of floating point. */
  boolean isFloatingPoint();

  /** All elements in C order; only of floating point numbers. */
  float[] values();
}
