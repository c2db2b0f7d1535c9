package io.upstack.runners.remote;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The state of a job.
 *
 * @param running the time since its first task began, until now or its end
 * @param stages the stages; empty for a job that makes no shards
 * @param failure the reason for its failure, in one line
 */
public record JobState(
    JobSummary job, Duration running, List<StageState> stages, Optional<String> failure) {
  public JobState {
    stages = List.copyOf(stages);
  }

  /** Returns the rate of this job alone, averaged over its running time. */
  public double imagesPerSecond(StageState stage) {
    return running.isZero() ? 0 : stage.samplesMade() / (running.toMillis() / 1000.0);
  }

  /**
   * Returns the time until all stages are done, at the present rate; empty if no rate is known, or
   * the job has ended.
   */
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
