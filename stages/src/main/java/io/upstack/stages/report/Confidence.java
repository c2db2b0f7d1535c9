package io.upstack.stages.report;

import io.upstack.proto.Metrics;

/** Formats the confidence of the intervals as "95%". */
final class Confidence {
  private static final double USUAL = 0.95;

  private Confidence() {}

  static String of(Metrics metrics) {
    double confidence =
        metrics.getIntervals().hasConfidence() ? metrics.getIntervals().getConfidence() : USUAL;
    return Numbers.plain(Math.rint(1000 * confidence) / 10) + "%";
  }
}
