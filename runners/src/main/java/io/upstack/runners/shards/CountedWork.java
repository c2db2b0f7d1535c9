package io.upstack.runners.shards;

import io.upstack.pipelines.ShardPipeline;
import io.upstack.proto.AttemptLimit;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.jobs.BeamProgram;
import io.upstack.runners.jobs.ClusterProgram;
import io.upstack.runners.meters.FlinkMeters;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.remote.GivenUpShards;
import io.upstack.runners.remote.JobGoals;
import io.upstack.stages.shards.ShardAttempts;
import io.upstack.stages.shards.WorkerNotices;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prepares what the workers and the cluster need to know about a job, and cleans up after it. */
final class CountedWork {
  private static final Logger logger = LoggerFactory.getLogger(CountedWork.class);
  private static final int ATTEMPTS = 3;

  private CountedWork() {}

  /**
   * Returns the program that makes the job's shards. A shard is given up after a few attempts, and
   * the job then fails.
   */
  static ClusterProgram program(ShardJob job, AttemptLimit attempts) {
    WorkOrder order = SharedOutput.of(job.order()).toBuilder().setAttempts(attempts).build();
    return new BeamProgram(
        pipeline ->
            ShardPipeline.assemble(pipeline, job.pending(), order, new FlinkMeters())
                .apply("given up", GivenUpShards.failTheJob()));
  }

  /**
   * Returns how the attempts at the shards of a new job are counted.
   *
   * @param workers the number of processes that have shards of the job at once
   */
  static AttemptLimit attempts(int workers) {
    return AttemptLimit.newBuilder()
        .setLaunch(UUID.randomUUID().toString())
        .setLimit(ATTEMPTS)
        .setWorkers(workers)
        .build();
  }

  /** A wait for the end of a job. */
  interface Waiting {
    /**
     * Waits.
     *
     * @throws IOException if it is not known whether the job has ended
     * @throws RuntimeException if it has failed or was cancelled
     */
    void await() throws IOException;
  }

  /** Waits for the end of a job, and then removes the notes of its workers from the store. */
  static void await(ShardJob job, AttemptLimit attempts, Waiting waiting) throws IOException {
    try {
      waiting.await();
    } catch (RuntimeException e) {
      tidy(job, store -> WorkerNotices.forget(store, attempts));
      throw e;
    }
    tidy(job, store -> ShardAttempts.forget(store, attempts));
  }

  private interface Tidying {
    void in(ObjectStore store) throws IOException;
  }

  private static void tidy(ShardJob job, Tidying tidying) {
    try (ObjectStore store = ObjectStores.open(job.order().getOutput())) {
      tidying.in(store);
    } catch (IOException e) {
      logger.debug("marks of a job stay in {}", job.order().getOutput(), e);
    }
  }

  /** Returns the name of a job, by which another command on the same output finds it. */
  static String name(String what, WorkOrder order) {
    return "upstack %s %s".formatted(what, order.getOutput());
  }

  static JobGoals goals(ShardJob job) {
    StageGoal any = job.goals().get(0);
    boolean areUnits = job.pending().get(0).hasStage();
    long pending =
        job.pending().stream().mapToLong(shard -> areUnits ? 1 : shard.getSamples()).sum();
    return new JobGoals(
        job.goals().stream().map(StageGoal::stage).toList(),
        job.shards(),
        job.pending().size(),
        any.total(),
        pending);
  }
}
