package io.upstack.runners.shards;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.upstack.runners.progress.StageGoal;
import io.upstack.stages.progress.ProgressListener;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of the progress of a job elsewhere, which is what it leaves in the store: whoever made it,
 * and whatever was lost meanwhile.
 */
final class StoreProgress implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(StoreProgress.class);

  /** A listing a stage each time: in a bucket a request for every thousand shards. */
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final ShardJob job;
  private final ProgressListener listener;
  private final Map<String, Long> told = new HashMap<>();
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder()
              .setNameFormat("upstack-store-progress")
              .setDaemon(true)
              .build());

  private StoreProgress(ShardJob job, ProgressListener listener) {
    this.job = job;
    this.listener = listener;
    for (StageGoal goal : job.goals()) {
      told.put(goal.stage(), goal.alreadyDone());
    }
  }

  static StoreProgress start(ShardJob job, ProgressListener listener) {
    StoreProgress progress = new StoreProgress(job, listener);
    progress.scheduler.scheduleWithFixedDelay(
        progress::lookQuietly, PAUSE.toMillis(), PAUSE.toMillis(), MILLISECONDS);
    return progress;
  }

  private void lookQuietly() {
    try {
      look();
    } catch (IOException | RuntimeException e) {
      logger.debug("no progress can be told", e);
    }
  }

  /** Tells what was done since the last look. */
  synchronized void look() throws IOException {
    job.tally().done().forEach(this::tell);
  }

  private void tell(String stage, long done) {
    long before = told.getOrDefault(stage, 0L);
    if (done > before) {
      listener.samplesDone(stage, done - before);
      told.put(stage, done);
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
