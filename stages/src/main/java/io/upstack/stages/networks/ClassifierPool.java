package io.upstack.stages.networks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The flag classifier_pool, which selects how EncoderUNetModel turns features into logits. */
public enum ClassifierPool {
  /** Projects the mean over positions. */
  ADAPTIVE,
  /** Uses CLIP's attention pool. */
  ATTENTION,
  /** Passes the means of every block's output through a perceptron with ReLU. */
  SPATIAL,
  /**
   * Passes the means of every block's output through a perceptron with group normalization and
   * SiLU.
   */
  SPATIAL_V2;

  /** Returns the pool with this flag value, such as {@code spatial_v2}. */
  public static Optional<ClassifierPool> of(String flag) {
    return Arrays.stream(values()).filter(pool -> pool.flag().equals(flag)).findFirst();
  }

  public String flag() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Lists all flag values for messages. */
  public static String flags() {
    return Arrays.stream(values()).map(ClassifierPool::flag).collect(Collectors.joining(", "));
  }
}
