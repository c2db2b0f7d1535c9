package io.upstack.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import io.upstack.runners.remote.JobState;
import io.upstack.runners.remote.JobSummary;
import io.upstack.runners.remote.StageState;
import io.upstack.stages.diffusion.StepTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JobTextTest {
  private static final Instant STARTED = Instant.parse("2026-11-21T10:00:00.123Z");

  @Test
  void aRowIsShownForEachStage() {
    JobState state =
        state(
            JobSummary.State.RUNNING,
            List.of(
                stage("base", 3, ImmutableSortedMap.of(480_000, 9L, 510_000, 1L)),
                stage("upsample", 0, ImmutableSortedMap.of(380, 9L, 4200, 1L)),
                stage("features", 0, ImmutableSortedMap.of())),
            Optional.empty());

    assertThat(JobText.of(state, STARTED.plusSeconds(100)))
        .containsExactly(
            "0123 upstack samples /out",
            "RUNNING, started 2026-11-21T10:00:00Z, running time 1m 40s",
            "  stage               shards                done   a second    ms a step  retries"
                + "  halvings",
            "  base                  4/20     128/640 samples        1.3     480, 510        3"
                + "         1",
            "  upsample              4/20     128/640 samples        1.3    0.38, 4.2        0"
                + "         1",
            "  features              4/20     128/640 samples        1.3            -        0"
                + "         1",
            "ends in about 6m 40s, at 2026-11-21T10:08:20Z");
  }

  @Test
  void aRunSaysWhatFollowsItsSamplesAndThenWhenTheReportIsThere() {
    StageState metrics = units(11);
    JobState sampling =
        state(
            JobSummary.State.RUNNING,
            List.of(stage("base", 0, ImmutableSortedMap.of()), units(0)),
            Optional.empty());
    JobState measuring =
        state(
            JobSummary.State.RUNNING,
            List.of(stage("base", 0, ImmutableSortedMap.of()).completed(), metrics),
            Optional.empty());

    assertThat(JobText.of(sampling, STARTED.plusSeconds(100)))
        .endsWith(
            "  metrics                  -          0/66 units      0.000            -        0"
                + "         0",
            "the samples end in about 6m 40s, at 2026-11-21T10:08:20Z; the metrics and the report"
                + " follow");
    assertThat(JobText.of(measuring, STARTED.plusSeconds(100)))
        .endsWith(
            "  metrics                  -         11/66 units        1.1            -        0"
                + "         0",
            "the report is there in about 50s, at 2026-11-21T10:02:30Z");
  }

  private static StageState units(int done) {
    return new StageState(
        "metrics", "units", done, 66, done, 66, done, 0, 0, new StepTimes(ImmutableSortedMap.of()));
  }

  @Test
  void aJobThatFailedSaysWhy() {
    JobState state =
        state(JobSummary.State.FAILED, List.of(), Optional.of("stage base, shard 3: it broke"));

    assertThat(JobText.of(state, STARTED))
        .containsExactly(
            "0123 upstack samples /out",
            "FAILED, started 2026-11-21T10:00:00Z, running time 1m 40s",
            "failed: stage base, shard 3: it broke");
  }

  private static JobState state(
      JobSummary.State state, List<StageState> stages, Optional<String> failure) {
    return new JobState(
        new JobSummary("0123", "upstack samples /out", state, STARTED),
        Duration.ofSeconds(100),
        Duration.ofSeconds(10),
        stages,
        failure);
  }

  private static StageState stage(
      String name, int retries, ImmutableSortedMap<Integer, Long> times) {
    return new StageState(name, "samples", 4, 20, 128, 640, 128, retries, 1, new StepTimes(times));
  }
}
