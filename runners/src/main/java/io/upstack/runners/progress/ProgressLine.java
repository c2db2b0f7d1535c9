package io.upstack.runners.progress;

import static java.util.Locale.ROOT;
import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Formats the progress of a run as one line: the stages that are not finished, and when the run
 * ends. Of several forms it chooses the first that fits.
 */
final class ProgressLine {
  private static final String SEPARATOR = " | ";

  private ProgressLine() {}

  /**
   * @param columns the greatest length of the line; if nothing fits, the line is longer
   */
  static String of(List<StageStatus> stages, int columns) {
    List<StageStatus> unfinished = stages.stream().filter(stage -> !stage.isFinished()).toList();
    return unfinished.isEmpty()
        ? first(columns, List.of(() -> done(stages), () -> doneBriefly(stages), () -> "done"))
        : working(unfinished, columns);
  }

  private static String done(List<StageStatus> stages) {
    return stages.stream().map(stage -> count(stage) + " done").collect(joining(SEPARATOR));
  }

  private static String doneBriefly(List<StageStatus> stages) {
    return stages.stream()
        .map(stage -> "%s %d".formatted(stage.stage(), stage.total()))
        .collect(joining(", ", "", " done"));
  }

  private static String working(List<StageStatus> unfinished, int columns) {
    List<StageStatus> begun = unfinished.stream().filter(stage -> stage.done() > 0).toList();
    List<StageStatus> shown = begun.isEmpty() ? unfinished.subList(0, 1) : begun;
    Optional<String> end = end(unfinished);
    return first(
        columns,
        List.of(
            () -> line(unfinished, stage -> count(stage) + rate(stage, " " + stage.counted()), end),
            () -> line(unfinished, stage -> count(stage) + rate(stage, ""), end),
            () -> line(shown, stage -> count(stage) + rate(stage, ""), end),
            () -> line(shown, ProgressLine::count, end),
            () -> line(shown, ProgressLine::percentage, end),
            () -> end.orElseGet(() -> percentage(shown.get(shown.size() - 1)))));
  }

  /** Returns the first line that fits, or else the last one. */
  private static String first(int columns, List<Supplier<String>> forms) {
    return forms.stream()
        .map(Supplier::get)
        .filter(line -> line.length() <= columns)
        .findFirst()
        .orElseGet(() -> forms.get(forms.size() - 1).get());
  }

  private static String line(
      List<StageStatus> stages, Function<StageStatus, String> part, Optional<String> end) {
    List<String> parts = new ArrayList<>(stages.stream().map(part).toList());
    end.ifPresent(parts::add);
    return String.join(SEPARATOR, parts);
  }

  private static String count(StageStatus stage) {
    return "%s %d/%d".formatted(stage.stage(), stage.done(), stage.total());
  }

  private static String percentage(StageStatus stage) {
    return "%s %d%%".formatted(stage.stage(), 100 * stage.done() / stage.total());
  }

  private static String rate(StageStatus stage, String counted) {
    double rate = stage.perSecond();
    if (rate <= 0) {
      return "";
    }
    String number = rate >= 100 ? "%.0f" : rate >= 1 ? "%.1f" : "%.3f";
    return String.format(ROOT, " " + number + "%s/s", rate, counted);
  }

  /**
   * Returns when the run ends at the present rates, or when its metrics begin: how long they take
   * is known once they are at work. Stages of samples work at the same time, so the slowest
   * decides, once all of them have begun.
   */
  private static Optional<String> end(List<StageStatus> unfinished) {
    List<StageStatus> ofSamples =
        unfinished.stream().filter(stage -> stage.counted().equals(StageGoal.SAMPLES)).toList();
    if (ofSamples.isEmpty()) {
      return longest(unfinished).map(left -> DurationText.of(left) + " left");
    }
    if (ofSamples.stream().anyMatch(stage -> stage.done() == 0)) {
      return Optional.empty();
    }
    String next =
        unfinished.stream()
            .filter(stage -> !stage.counted().equals(StageGoal.SAMPLES))
            .map(StageStatus::stage)
            .findFirst()
            .orElse("");
    return longest(ofSamples)
        .map(DurationText::of)
        .map(left -> next.isEmpty() ? left + " left" : "%s in %s".formatted(next, left));
  }

  private static Optional<Duration> longest(List<StageStatus> stages) {
    return stages.stream()
        .flatMap(stage -> stage.timeLeft().stream())
        .max(Comparator.naturalOrder());
  }
}
