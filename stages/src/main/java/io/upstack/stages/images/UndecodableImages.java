package io.upstack.stages.images;

/** The treatment of pictures that do not decode. */
public enum UndecodableImages {
  /** Pictures that do not decode are problems. */
  REFUSED,
  /**
   * Pictures that do not decode are left out of the set. They are found by decoding every picture
   * once.
   */
  LEFT_OUT;

  public static UndecodableImages leftOutIf(boolean leftOut) {
    return leftOut ? LEFT_OUT : REFUSED;
  }
}
