package io.upstack.runners.shards;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.remote.StageState;
import io.upstack.stages.diffusion.StepTimes;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two commands work on one output: one has the job, and the other follows it. */
final class ClusterProgressTest {
  private static final List<StageGoal> GOALS = List.of(new StageGoal("base", 16, 64));

  private final Map<String, Long> done = new HashMap<>();

  @Test
  void ofItsOwnJobEndsAtTheWholeThoughTheLastAnswersAreOld() {
    try (ClusterProgress progress = progress(() -> List.of(state(40, 64)))) {
      progress.look();
      assertThat(done).containsEntry("base", 24L);

      progress.complete();

      assertThat(done).containsEntry("base", 48L);
    }
  }

  @Test
  void ofItsOwnJobEndsAtTheWholeThoughNoAnswerComes() {
    ClusterProgress.Counts gone =
        () -> {
          throw new IOException("the JobManager does not answer");
        };
    try (ClusterProgress progress = progress(gone)) {
      progress.look();
      progress.complete();

      assertThat(done).containsEntry("base", 48L);
    }
  }

  @Test
  void ofAJobThatIsFollowedEndsAtTheWholeOfThatJob() {
    try (ClusterProgress progress = progress(() -> List.of(state(40, 48)))) {
      progress.finish();

      assertThat(done).containsEntry("base", 32L);
    }
  }

  private ClusterProgress progress(ClusterProgress.Counts counts) {
    return new ClusterProgress(
        counts, GOALS, (stage, samples) -> done.merge(stage, samples, Long::sum));
  }

  private static StageState state(long samplesDone, long samples) {
    return new StageState(
        "base",
        "samples",
        0,
        0,
        samplesDone,
        samples,
        0,
        0,
        0,
        new StepTimes(ImmutableSortedMap.of()));
  }
}
