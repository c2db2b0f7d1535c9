package io.upstack.stages.verify;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The computation that a reference case has recorded. */
enum CaseKind {
  /** The output of a denoising network. */
  UNET,
  /** The output of an upsampler. */
  SUPERRES,
  /** The logits and the gradient of a noisy classifier. */
  CLASSIFIER,
  /** Every step of a sampling run. */
  SAMPLE,
  /** The constants of respaced diffusion processes. */
  SCHEDULE,
  /** The metrics of features. */
  METRICS,
  /** The features of images. */
  INCEPTION;

  /** Returns the kind as written in the {@code kind} flag of a case. */
  String flag() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<CaseKind> of(String flag) {
    return Arrays.stream(values()).filter(kind -> kind.flag().equals(flag)).findFirst();
  }

  /** Returns all flag values, for messages. */
  static String flags() {
    return Arrays.stream(values()).map(CaseKind::flag).collect(Collectors.joining(", "));
  }
}
