package io.upstack.stages.inception;

import java.util.List;

/** A tensor of weights under its name in a state dict. */
interface NamedWeights {
  List<Long> shape();

  /** Returns the name of the type, such as float32. */
  String type();

  /** Returns whether the tensor holds floating point numbers. */
  boolean isFloatingPoint();

  /** Returns all elements in C order. The tensor must hold floating point numbers. */
  float[] values();
}
