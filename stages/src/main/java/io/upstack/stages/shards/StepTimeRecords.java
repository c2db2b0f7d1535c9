package io.upstack.stages.shards;

import com.google.common.collect.ImmutableSortedMap;
import io.upstack.proto.StageWork;
import io.upstack.proto.StepTime;
import io.upstack.stages.diffusion.StepTimes;
import java.util.List;

/** Converts {@link StepTimes} to and from the messages that are sent and recorded. */
public final class StepTimeRecords {
  private StepTimeRecords() {}

  /** Returns the step times, shortest first. */
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

  /**
   * Returns the step times of an entry. There are none if the entry was written before they were
   * recorded.
   */
  public static StepTimes stepTimes(StageWork work) {
    return new StepTimes(
        work.getStepTimesList().stream()
            .collect(
                ImmutableSortedMap.toImmutableSortedMap(
                    Integer::compare, StepTime::getMicroseconds, StepTime::getSteps, Long::sum)));
  }
}
