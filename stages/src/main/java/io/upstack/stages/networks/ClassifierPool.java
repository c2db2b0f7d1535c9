package io.upstack.stages.networks;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The flag classifier_pool: how EncoderUNetModel turns features into logits. */
public enum ClassifierPool {
  /** The mean over positions, projected. */
  ADAPTIVE,
  /** CLIP's attention pool. */
  ATTENTION,
  /** The means of every block's output, through a perceptron with ReLU. */
  SPATIAL,
  /** The means of every block's output, through a perceptron with group normalisation and SiLU. */
  SPATIAL_V2;

  /** The pool of this flag value, such as {@code spatial_v2}. */
  public static Optional<ClassifierPool> of(String flag) {
    return Arrays.stream(values()).filter(pool -> pool.flag().equals(flag)).findFirst();
  }

  public String flag() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All flag values, for messages. */
  public static String flags() {
    return Arrays.stream(values()).map(ClassifierPool::flag).collect(Collectors.joining(", "));
  }
}
