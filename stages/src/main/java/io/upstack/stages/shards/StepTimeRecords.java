package io.upstack.stages.shards;

import com.google.common.collect.ImmutableSortedMap;
import io.upstack.proto.StageWork;
import io.upstack.proto.StepTime;
import io.upstack.stages.diffusion.StepTimes;
import java.util.List;

/** How {@link StepTimes} travel and are recorded. */
public final class StepTimeRecords {
  private StepTimeRecords() {}

  /** Shortest first. */
  static List<StepTime> of(StepTimes times) {
    return times.counts().entrySet().stream()
        .map(
            entry ->
                StepTime.newBuilder()
                    .setMicroseconds(entry.getKey())
                    .setSteps(entry.getValue())
                    .build())
        .toList();
  }

  /** Of none, if an entry is of before they were recorded. */
  public static StepTimes stepTimes(StageWork work) {
    return new StepTimes(
        work.getStepTimesList().stream()
            .collect(
                ImmutableSortedMap.toImmutableSortedMap(
                    Integer::compare, StepTime::getMicroseconds, StepTime::getSteps, Long::sum)));
  }
}
