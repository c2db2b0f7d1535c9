package io.upstack.runners.remote;

import com.google.common.collect.ImmutableSortedMap;
import io.upstack.stages.diffusion.StepTimes;
import io.upstack.stages.transforms.MeterNames;
import java.util.Map;

/**
 * How far a job has come in a stage. A shard counts once it is through all stages of the job.
 *
 * <p>The work of a process that died is not counted any more. Flink hands its shards out again, and
 * those of them that are in the store are found there and counted again, in a moment each.
 *
 * @param shardsDone also before the job
 * @param samplesDone also before the job
 * @param samplesMade by this job, as far as its processes live
 */
public record StageState(
    String stage,
    long shardsDone,
    long shards,
    long samplesDone,
    long samples,
    long samplesMade,
    long retries,
    long outOfMemoryHalvings,
    StepTimes stepTimes) {
  /**
   * @param accumulators of the job
   */
  static StageState of(String stage, JobGoals goals, Map<String, Object> accumulators) {
    Counts counts = new Counts(stage, accumulators);
    return new StageState(
        stage,
        goals.shards() - goals.pendingShards() + counts.of(MeterNames.SHARDS),
        goals.shards(),
        goals.samples() - goals.pendingSamples() + counts.of(MeterNames.SAMPLES),
        goals.samples(),
        counts.of(MeterNames.SAMPLES_MADE),
        counts.of(MeterNames.RETRIES),
        counts.of(MeterNames.OUT_OF_MEMORY_HALVINGS),
        counts.ofSteps());
  }

  /** Of a job that has come to a good end; what REST tells of it may be some seconds old. */
  StageState completed() {
    return new StageState(
        stage,
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
