package io.upstack.runners.progress;

/**
 * The goal of a stage in a run.
 *
 * @param stage base, upsample, features or metrics
 * @param alreadyDone the amount that an earlier start of the same run has done
 * @param total the total of the run
 * @param counted what both numbers count: samples, or the units of a measurement
 */
public record StageGoal(String stage, long alreadyDone, long total, String counted) {
  public static final String SAMPLES = "samples";
  public static final String UNITS = "units";

  public StageGoal {
    if (alreadyDone < 0 || alreadyDone > total) {
      throw new IllegalArgumentException(
          "%s: expected 0 to %d %s already done, got %d"
              .formatted(stage, total, counted, alreadyDone));
    }
  }

  /** Makes a goal that counts samples. */
  public StageGoal(String stage, long alreadyDone, long total) {
    this(stage, alreadyDone, total, SAMPLES);
  }

  /** Makes a goal that counts the units of a measurement. */
  public static StageGoal ofUnits(String stage, long alreadyDone, long total) {
    return new StageGoal(stage, alreadyDone, total, UNITS);
  }
}
