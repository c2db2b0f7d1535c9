package io.upstack.runners.progress;

/**
 * What a stage has to do in a run.
 *
 * @param stage base, upsample, features or metrics
 * @param alreadyDone what an earlier start of the same run has left
 * @param total of the run
 * @param counted what both numbers count: samples, or the units of a measurement
 */
public record StageGoal(String stage, long alreadyDone, long total, String counted) {
  private static final String SAMPLES = "samples";
  private static final String UNITS = "units";

  public StageGoal {
    if (alreadyDone < 0 || alreadyDone > total) {
      throw new IllegalArgumentException(
          "%s: expected 0 to %d %s already done, got %d"
              .formatted(stage, total, counted, alreadyDone));
    }
  }

  /** Counts samples. */
  public StageGoal(String stage, long alreadyDone, long total) {
    this(stage, alreadyDone, total, SAMPLES);
  }

  /** Counts the units of a measurement. */
  public static StageGoal ofUnits(String stage, long alreadyDone, long total) {
    return new StageGoal(stage, alreadyDone, total, UNITS);
  }
}
