package io.upstack.stages.report;

import io.upstack.proto.Metrics;
import java.util.Optional;

/** The five metrics, in the order of the evaluator and of the message. */
enum ReportedMetric {
  FID("fid", "FID", "Fréchet Inception Distance", Direction.LOWER, 2),
  SFID("sfid", "sFID", "FID of spatial features", Direction.LOWER, 2),
  INCEPTION_SCORE(
      "inceptionScore",
      "Inception Score",
      "Fidelity and diversity of classes",
      Direction.HIGHER,
      2),
  PRECISION("precision", "Precision", "Share of samples that look real", Direction.HIGHER, 3),
  RECALL("recall", "Recall", "Share of reality that is covered", Direction.HIGHER, 3);

  private enum Direction {
    LOWER("lower is better", "↓"),
    HIGHER("higher is better", "↑");

    private final String words;
    private final String arrow;

    Direction(String words, String arrow) {
      this.words = words;
      this.arrow = arrow;
    }
  }

  private final String key;
  private final String title;
  private final String meaning;
  private final Direction direction;
  private final int decimals;

  ReportedMetric(String key, String title, String meaning, Direction direction, int decimals) {
    this.key = key;
    this.title = title;
    this.meaning = meaning;
    this.direction = direction;
    this.decimals = decimals;
  }

  /** The name in report.json. */
  String key() {
    return key;
  }

  String title() {
    return title;
  }

  String meaning() {
    return meaning;
  }

  /** Which way is better, in words. */
  String direction() {
    return direction.words;
  }

  String arrow() {
    return direction.arrow;
  }

  Optional<Double> in(Metrics metrics) {
    return switch (this) {
      case FID -> present(metrics.hasFid(), metrics.getFid());
      case SFID -> present(metrics.hasSfid(), metrics.getSfid());
      case INCEPTION_SCORE -> present(metrics.hasInceptionScore(), metrics.getInceptionScore());
      case PRECISION -> present(metrics.hasPrecision(), metrics.getPrecision());
      case RECALL -> present(metrics.hasRecall(), metrics.getRecall());
    };
  }

  /** With as many decimals as repeat between runs of 50,000 samples. */
  String rounded(double value) {
    return Numbers.decimal(value, decimals);
  }

  private static Optional<Double> present(boolean has, double value) {
    return has ? Optional.of(value) : Optional.empty();
  }
}
