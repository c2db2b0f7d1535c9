package io.upstack.runners.progress;

import static java.util.Locale.ROOT;
import static java.util.stream.Collectors.joining;

import java.util.List;

/** Formats the progress of a run as a line with a part for each stage. */
final class ProgressLine {
  private ProgressLine() {}

  static String of(List<StageStatus> stages) {
    return stages.stream().map(ProgressLine::part).collect(joining(" | "));
  }

  private static String part(StageStatus stage) {
    String count = "%s %d/%d".formatted(stage.stage(), stage.done(), stage.total());
    if (stage.isFinished()) {
      return count + " done";
    }
    return stage
        .timeLeft()
        .map(left -> "%s %s, %s left".formatted(count, rate(stage), DurationText.of(left)))
        .orElse(count);
  }

  private static String rate(StageStatus stage) {
    double rate = stage.perSecond();
    String number = rate >= 100 ? "%.0f" : rate >= 1 ? "%.1f" : "%.3f";
    return String.format(ROOT, number + " %s/s", rate, stage.counted());
  }
}
