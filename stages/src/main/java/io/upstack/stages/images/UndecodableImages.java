package io.upstack.stages.images;

/** What becomes of pictures that do not decode. */
public enum UndecodableImages {
  /** They are problems. */
  REFUSED,
  /** They are no images of the set. Which they are is found out by decoding every picture once. */
  LEFT_OUT;

  public static UndecodableImages leftOutIf(boolean leftOut) {
    return leftOut ? LEFT_OUT : REFUSED;
  }
}
