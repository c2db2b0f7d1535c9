package io.upstack.stages.networks;

import io.upstack.stages.arrays.ElementType;

/** The number format in which a network's torso (input, middle and output blocks) computes. */
public enum Precision {
  FP32(ElementType.FLOAT32, 6),
  FP16(ElementType.FLOAT16, 5);

  private final ElementType elementType;
  private final int scalarType;

  Precision(ElementType elementType, int scalarType) {
    this.elementType = elementType;
    this.scalarType = scalarType;
  }

  public ElementType elementType() {
    return elementType;
  }

  /** Returns libtorch's number for the type (c10/core/ScalarType.h). */
  int scalarType() {
    return scalarType;
  }

  boolean isHalf() {
    return this == FP16;
  }
}
