package io.upstack.stages.metrics;

/** Breaks a rule of the architecture, to show that the rule can fail. */
public final class MetricThatFormats {
  private MetricThatFormats() {}

  static String text(int number) {
    return "%d".formatted(number);
  }
}
