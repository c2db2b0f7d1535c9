package io.upstack.runners.remote;

import com.google.common.collect.ImmutableSortedMap;
import io.upstack.pipelines.transforms.MeterNames;
import io.upstack.runners.progress.StageGoal;
import io.upstack.stages.diffusion.StepTimes;
import java.util.Map;

/**
 * The progress of a job in a stage. A shard counts once it is through the stage.
 *
 * <p>If a process dies, its work no longer counts. Flink hands its shards out again. Those that are
 * in the store are found there and counted again, in a moment each.
 *
 * @param counted what is counted: samples or units
 * @param shardsDone the finished shards, including those from before the job
 * @param samplesDone the finished samples, including those from before the job
 * @param samplesMade the samples that this job's living processes have made
 */
public record StageState(
    String stage,
    String counted,
    long shardsDone,
    long shards,
    long samplesDone,
    long samples,
    long samplesMade,
    long retries,
    long outOfMemoryHalvings,
    StepTimes stepTimes) {
  /**
   * @param accumulators the accumulators of the job
   */
  static StageState of(JobGoals.Stage goals, Map<String, Object> accumulators) {
    Counts counts = new Counts(goals.stage(), accumulators);
    return new StageState(
        goals.stage(),
        goals.counted(),
        goals.shards() - goals.pendingShards() + counts.of(MeterNames.SHARDS),
        goals.shards(),
        goals.samples() - goals.pendingSamples() + counts.of(MeterNames.SAMPLES),
        goals.samples(),
        counts.of(MeterNames.SAMPLES_MADE),
        counts.of(MeterNames.RETRIES),
        counts.of(MeterNames.OUT_OF_MEMORY_HALVINGS),
        counts.ofSteps());
  }

  /** Returns whether the stage counts units of work instead of samples. */
  public boolean isOfUnits() {
    return counted.equals(StageGoal.UNITS);
  }

  /**
   * Returns the state after the job has succeeded, because the counts from REST may be some seconds
   * old.
   */
  public StageState completed() {
    return new StageState(
        stage,
        counted,
        shards,
        shards,
        samples,
        samples,
        samplesMade,
        retries,
        outOfMemoryHalvings,
        stepTimes);
  }

  private record Counts(String stage, Map<String, Object> accumulators) {
    long of(String name) {
      return accumulators.get(stage + "." + name) instanceof Number number ? number.longValue() : 0;
    }

    StepTimes ofSteps() {
      ImmutableSortedMap.Builder<Integer, Long> steps = ImmutableSortedMap.naturalOrder();
      if (accumulators.get(stage + "." + MeterNames.STEP_MICROSECONDS)
          instanceof Map<?, ?> counted) {
        counted.forEach((time, count) -> steps.put((Integer) time, ((Number) count).longValue()));
      }
      return new StepTimes(steps.build());
    }
  }
}
