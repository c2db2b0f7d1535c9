package io.upstack.runners.shards;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.remote.JobQuestions;
import io.upstack.runners.remote.StageState;
import io.upstack.stages.progress.ProgressListener;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports the progress of a job on a cluster, as the JobManager knows it. A request to the
 * JobManager costs the same for ten shards and for a hundred thousand, while a look into a bucket
 * lists them all.
 */
final class ClusterProgress implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ClusterProgress.class);

  /** TaskManagers report to the JobManager with their heartbeats, every ten seconds by default. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Counts counts;
  private final List<StageGoal> goals;
  private final ProgressListener listener;
  private final Map<String, Long> told = new HashMap<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder()
              .setNameFormat("upstack-cluster-progress")
              .setDaemon(true)
              .build());

  /** The counts that a JobManager has of a job. */
  interface Counts {
    List<StageState> stages() throws IOException;
  }

  ClusterProgress(Counts counts, List<StageGoal> goals, ProgressListener listener) {
    this.counts = counts;
    this.goals = List.copyOf(goals);
    this.listener = listener;
    goals.forEach(goal -> told.put(goal.stage(), goal.alreadyDone()));
  }

  static ClusterProgress start(
      JobQuestions questions, String job, List<StageGoal> goals, ProgressListener listener) {
    ClusterProgress progress = new ClusterProgress(() -> questions.stages(job), goals, listener);
    progress.scheduler.scheduleWithFixedDelay(
        progress::look, PAUSE.toMillis(), PAUSE.toMillis(), MILLISECONDS);
    return progress;
  }

  /** Reports what was done since the last look, if the JobManager answers. */
  synchronized void look() {
    look(StageState::samplesDone);
  }

  /**
   * Reports the rest of a job that has succeeded and so has made everything that was missing. The
   * JobManager's answers may be old, or may fail to come.
   */
  synchronized void complete() {
    goals.forEach(goal -> tell(goal.stage(), goal.total()));
  }

  /** Reports the rest of another command's job that has succeeded. */
  synchronized void finish() {
    look(StageState::samples);
  }

  private void look(ToLongFunction<StageState> done) {
    try {
      counts.stages().forEach(stage -> tell(stage.stage(), done.applyAsLong(stage)));
    } catch (IOException | RuntimeException e) {
      logger.debug("no progress can be told", e);
    }
  }

  /**
   * Reports new samples. If a process has died, the count is below the reported one until its work
   * is found in the store.
   */
  private void tell(String stage, long samples) {
    Long before = told.get(stage);
    if (before != null && samples > before) {
      listener.samplesDone(stage, samples - before);
      told.put(stage, samples);
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
