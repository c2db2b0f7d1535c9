package io.upstack.runners.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class JobStateTest {
  /** 40 shards of 8, ten of which were done before the job. */
  private static final JobGoals GOALS = new JobGoals(List.of("base", "upsample"), 40, 30, 320, 240);

  private static final Map<String, Object> ACCUMULATORS =
      Map.of(
          "base.shards", 12L,
          "base.samples", 96L,
          "base.samplesMade", 80L,
          "base.retries", 3L,
          "base.outOfMemoryHalvings", 1L,
          "base.stepMicroseconds", new TreeMap<>(Map.of(100, 9, 120, 2, 900, 1)),
          "upsample.shards", 11L,
          "upsample.samples", 88L,
          "upsample.samplesMade", 40L);

  @Test
  void goalsAreReadFromTheParametersTheyWereWrittenTo() {
    assertThat(JobGoals.of(GOALS.parameters())).contains(GOALS);
    assertThat(JobGoals.of(Map.of("jobName", "someone's", "upstack.stages", "base"))).isEmpty();
  }

  @Test
  void whatWasDoneBeforeTheJobCounts() {
    StageState base = StageState.of("base", GOALS, ACCUMULATORS);

    assertThat(base.shardsDone()).isEqualTo(22);
    assertThat(base.shards()).isEqualTo(40);
    assertThat(base.samplesDone()).isEqualTo(176);
    assertThat(base.samples()).isEqualTo(320);
    assertThat(base.samplesMade()).isEqualTo(80);
    assertThat(base.retries()).isEqualTo(3);
    assertThat(base.outOfMemoryHalvings()).isEqualTo(1);
    assertThat(base.stepTimes().steps()).isEqualTo(12);
    assertThat(base.stepTimes().quantile(0.5)).hasValue(100);
    assertThat(base.stepTimes().quantile(0.9)).hasValue(120);
    assertThat(base.stepTimes().quantile(1)).hasValue(900);
  }

  @Test
  void aJobThatHasCountedNothingYetHasDoneNothing() {
    StageState base = StageState.of("base", GOALS, Map.of());

    assertThat(base.shardsDone()).isEqualTo(10);
    assertThat(base.samplesDone()).isEqualTo(80);
    assertThat(base.stepTimes().quantile(0.5)).isEmpty();
    assertThat(state(JobSummary.State.RUNNING, base).timeLeft()).isEmpty();
  }

  @Test
  void theStageThatTakesLongestTellsTheEnd() {
    StageState base = StageState.of("base", GOALS, ACCUMULATORS);
    StageState upsample = StageState.of("upsample", GOALS, ACCUMULATORS);
    JobState running = state(JobSummary.State.RUNNING, base, upsample);

    assertThat(running.imagesPerSecond(base)).isEqualTo(4);
    assertThat(running.imagesPerSecond(upsample)).isEqualTo(2);
    assertThat(running.timeLeft()).contains(Duration.ofSeconds((320 - 168) / 2));
    assertThat(state(JobSummary.State.CANCELED, base, upsample).timeLeft()).isEmpty();
  }

  private static JobState state(JobSummary.State state, StageState... stages) {
    return new JobState(
        new JobSummary("0123", "upstack samples /out", state, Instant.EPOCH),
        Duration.ofSeconds(20),
        List.of(stages),
        Optional.empty());
  }
}
