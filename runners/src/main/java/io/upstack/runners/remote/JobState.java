package io.upstack.runners.remote;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The state of a job.
 *
 * @param running the time since its first task began, until now or its end
 * @param measuring the time since the first units of metrics could begin; zero if none could yet
 * @param stages the stages; empty for a job that makes no shards
 * @param failure the reason for its failure, in one line
 */
public record JobState(
    JobSummary job,
    Duration running,
    Duration measuring,
    List<StageState> stages,
    Optional<String> failure) {
  public JobState {
    stages = List.copyOf(stages);
  }

  /**
   * Returns the samples or units a second of this job alone, averaged over the time that the stage
   * had.
   */
  public double rate(StageState stage) {
    Duration time = stage.isOfUnits() ? measuring : running;
    return time.isZero() ? 0 : stage.samplesMade() / (time.toMillis() / 1000.0);
  }

  /**
   * Returns the time until all samples are through their stages, at the present rate; empty if no
   * rate is known, they are through, or the job has ended.
   */
  public Optional<Duration> samplesLeft() {
    return left(stages.stream().filter(stage -> !stage.isOfUnits()).toList());
  }

  /**
   * Returns the time until all units are done, at the present rate; empty if no rate is known, they
   * are done, or the job has ended.
   */
  public Optional<Duration> unitsLeft() {
    return left(stages.stream().filter(StageState::isOfUnits).filter(this::hasRate).toList());
  }

  /** Returns whether the job goes on with units after its samples. */
  public boolean hasUnits() {
    return stages.stream().anyMatch(StageState::isOfUnits);
  }

  private boolean hasRate(StageState stage) {
    return rate(stage) > 0;
  }

  private Optional<Duration> left(List<StageState> unfinished) {
    if (job.state().isEnd()) {
      return Optional.empty();
    }
    double seconds =
        unfinished.stream()
            .filter(stage -> stage.samplesDone() < stage.samples())
            .mapToDouble(stage -> (stage.samples() - stage.samplesDone()) / rate(stage))
            .max()
            .orElse(Double.POSITIVE_INFINITY);
    return Double.isFinite(seconds)
        ? Optional.of(Duration.ofSeconds((long) Math.ceil(seconds)))
        : Optional.empty();
  }
}
