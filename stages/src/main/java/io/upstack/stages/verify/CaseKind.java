package io.upstack.stages.verify;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a reference case has recorded. */
enum CaseKind {
  /** A denoising network's output. */
  UNET,
  /** An upsampler's output. */
  SUPERRES,
  /** A noisy classifier's logits and gradient. */
  CLASSIFIER,
  /** Every step of a sampling run. */
  SAMPLE,
  /** The constants of respaced diffusion processes. */
  SCHEDULE,
  /** The metrics of features. */
  METRICS,
  /** The features of images. */
  INCEPTION;

  /** As it stands in a case's {@code kind}. */
  String flag() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<CaseKind> of(String flag) {
    return Arrays.stream(values()).filter(kind -> kind.flag().equals(flag)).findFirst();
  }

  /** All flag values, for messages. */
  static String flags() {
    return Arrays.stream(values()).map(CaseKind::flag).collect(Collectors.joining(", "));
  }
}
