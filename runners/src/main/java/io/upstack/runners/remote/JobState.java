package io.upstack.runners.remote;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a job stands.
 *
 * @param running since its first task began, until now or its end
 * @param stages empty for a job that makes no shards
 * @param failure why it failed, in a line
 */
public record JobState(
    JobSummary job, Duration running, List<StageState> stages, Optional<String> failure) {
  public JobState {
    stages = List.copyOf(stages);
  }

  /** Of this job alone, on the average of the time that it has run. */
  public double imagesPerSecond(StageState stage) {
    return running.isZero() ? 0 : stage.samplesMade() / (running.toMillis() / 1000.0);
  }

  /** Until all stages are done, at the present rate; empty while none is known, and at its end. */
  public Optional<Duration> timeLeft() {
    if (job.state().isEnd() || stages.isEmpty()) {
      return Optional.empty();
    }
    double seconds =
        stages.stream()
            .mapToDouble(stage -> (stage.samples() - stage.samplesDone()) / imagesPerSecond(stage))
            .max()
            .getAsDouble();
    return Double.isFinite(seconds)
        ? Optional.of(Duration.ofSeconds((long) Math.ceil(seconds)))
        : Optional.empty();
  }
}
