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
  /** The goal is 40 shards of 8, ten of which were done before the job. */
  private static final JobGoals.Stage BASE =
      new JobGoals.Stage("base", "samples", 40, 30, 320, 240, 200);

  private static final JobGoals.Stage UPSAMPLE =
      new JobGoals.Stage("upsample", "samples", 40, 30, 320, 240, 240);

  private static final JobGoals.Stage METRICS = JobGoals.Stage.ofUnits("metrics", 66);
  private static final JobGoals GOALS = new JobGoals(List.of(BASE, UPSAMPLE, METRICS));

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
    StageState base = StageState.of(BASE, ACCUMULATORS);

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
    StageState base = StageState.of(BASE, Map.of());

    assertThat(base.shardsDone()).isEqualTo(10);
    assertThat(base.samplesDone()).isEqualTo(80);
    assertThat(base.stepTimes().quantile(0.5)).isEmpty();
    assertThat(state(JobSummary.State.RUNNING, base).samplesLeft()).isEmpty();
  }

  @Test
  void theStageThatTakesLongestTellsTheEnd() {
    StageState base = StageState.of(BASE, ACCUMULATORS);
    StageState upsample = StageState.of(UPSAMPLE, ACCUMULATORS);
    JobState running = state(JobSummary.State.RUNNING, base, upsample);

    assertThat(running.rate(base)).isEqualTo(4);
    assertThat(running.rate(upsample)).isEqualTo(2);
    assertThat(running.samplesLeft()).contains(Duration.ofSeconds((320 - 168) / 2));
    assertThat(state(JobSummary.State.CANCELED, base, upsample).samplesLeft()).isEmpty();
  }

  /** Six units in five seconds leave 60 of 66, whatever the samples took before. */
  @Test
  void unitsTellTheEndOnceTheSamplesAreThrough() {
    StageState base = StageState.of(BASE, Map.of()).completed();
    StageState metrics =
        StageState.of(METRICS, Map.of("metrics.samples", 6L, "metrics.samplesMade", 6L));
    StageState report = StageState.of(JobGoals.Stage.ofUnits("report", 1), Map.of());
    JobState running = state(JobSummary.State.RUNNING, base, metrics, report);

    assertThat(running.hasUnits()).isTrue();
    assertThat(running.samplesLeft()).isEmpty();
    assertThat(running.unitsLeft()).contains(Duration.ofSeconds(50));
    assertThat(state(JobSummary.State.RUNNING, base).hasUnits()).isFalse();
    assertThat(state(JobSummary.State.FINISHED, base, metrics).unitsLeft()).isEmpty();
  }

  private static JobState state(JobSummary.State state, StageState... stages) {
    return new JobState(
        new JobSummary("0123", "upstack samples /out", state, Instant.EPOCH),
        Duration.ofSeconds(20),
        Duration.ofSeconds(5),
        List.of(stages),
        Optional.empty());
  }
}
