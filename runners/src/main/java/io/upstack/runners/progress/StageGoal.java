package io.upstack.runners.progress;

/**
 * What a stage has to do in a run.
 *
 * @param stage base, upsample or features
 * @param alreadyDone samples that an earlier start of the same run has left
 * @param total samples of the run
 */
public record StageGoal(String stage, long alreadyDone, long total) {
  public StageGoal {
    if (alreadyDone < 0 || alreadyDone > total) {
      throw new IllegalArgumentException(
          "%s: expected 0 to %d samples already done, got %d".formatted(stage, total, alreadyDone));
    }
  }
}
