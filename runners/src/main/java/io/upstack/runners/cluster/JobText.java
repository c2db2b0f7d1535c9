package io.upstack.runners.cluster;

import static java.time.temporal.ChronoUnit.SECONDS;
import static java.util.Locale.ROOT;

import io.upstack.runners.progress.DurationText;
import io.upstack.runners.remote.JobState;
import io.upstack.runners.remote.StageState;
import io.upstack.stages.diffusion.StepTimes;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Formats the state of a job as lines for people: its state, a row for each stage, and its end. */
final class JobText {
  private static final String ROW = "  %-10s %15s %19s %10s %12s %8s %9s";

  private JobText() {}

  static List<String> of(JobState state, Instant now) {
    List<String> lines = new ArrayList<>();
    lines.add("%s %s".formatted(state.job().id(), state.job().name()));
    lines.add(
        "%s, started %s, running time %s"
            .formatted(
                state.job().state(),
                state.job().started().truncatedTo(SECONDS),
                DurationText.of(state.running())));
    if (!state.stages().isEmpty()) {
      lines.add(
          ROW.formatted("stage", "shards", "done", "a second", "ms a step", "retries", "halvings"));
      state.stages().forEach(stage -> lines.add(row(state, stage)));
    }
    end(state, now).ifPresent(lines::add);
    state.failure().ifPresent(failure -> lines.add("failed: " + failure));
    return lines;
  }

  private static String row(JobState state, StageState stage) {
    return ROW.formatted(
        stage.stage(),
        stage.isOfUnits() ? "-" : "%d/%d".formatted(stage.shardsDone(), stage.shards()),
        "%d/%d %s".formatted(stage.samplesDone(), stage.samples(), stage.counted()),
        rate(state.rate(stage)),
        stepTimes(stage),
        stage.retries(),
        stage.outOfMemoryHalvings());
  }

  private static String rate(double rate) {
    return String.format(ROOT, rate >= 100 ? "%.0f" : rate >= 1 ? "%.1f" : "%.3f", rate);
  }

  /** Returns the median and the 95% quantile of the time of a step. */
  private static String stepTimes(StageState stage) {
    StepTimes times = stage.stepTimes();
    return times.steps() == 0
        ? "-"
        : "%s, %s"
            .formatted(
                milliseconds(times.quantile(0.5).getAsInt()),
                milliseconds(times.quantile(0.95).getAsInt()));
  }

  /** Formats milliseconds with all digits of the microseconds: 520, 4.2, 0.38. */
  private static String milliseconds(int microseconds) {
    return BigDecimal.valueOf(microseconds, 3).stripTrailingZeros().toPlainString();
  }

  private static Optional<String> end(JobState state, Instant now) {
    Optional<Duration> samples = state.samplesLeft();
    if (samples.isPresent()) {
      return samples.map(
          left ->
              state.hasUnits()
                  ? "the samples end in %s; the metrics and the report follow"
                      .formatted(at(left, now))
                  : "ends in " + at(left, now));
    }
    return state.unitsLeft().map(left -> "the report is there in " + at(left, now));
  }

  private static String at(Duration left, Instant now) {
    return "about %s, at %s".formatted(DurationText.of(left), now.plus(left).truncatedTo(SECONDS));
  }
}
