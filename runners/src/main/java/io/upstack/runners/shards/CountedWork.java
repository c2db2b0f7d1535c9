package io.upstack.runners.shards;

import io.upstack.pipelines.transforms.JobTerms;
import io.upstack.proto.AttemptLimit;
import io.upstack.runners.jobs.BeamProgram;
import io.upstack.runners.jobs.ClusterProgram;
import io.upstack.runners.jobs.FlinkSlots;
import io.upstack.runners.meters.FlinkMeters;
import io.upstack.runners.remote.ShardsGivenUpException;
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
   * Returns the program of a job. Work that fails a few times is given up, and the job then fails.
   */
  static ClusterProgram program(PipelineJob job, AttemptLimit attempts, int slots) {
    PipelineJob.Placement placement =
        new PipelineJob.Placement(
            order -> SharedOutput.of(order).toBuilder().setAttempts(attempts).build(),
            JobTerms.of(new FlinkMeters(), ShardsGivenUpException::new, FlinkSlots.keys(slots)));
    return new BeamProgram(pipeline -> job.assembly().addTo(pipeline, placement));
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

  /** Waits for the end of a job, and then removes the notes of its workers from the stores. */
  static void await(PipelineJob job, AttemptLimit attempts, Waiting waiting) throws IOException {
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

  private static void tidy(PipelineJob job, Tidying tidying) {
    for (String location : job.stores()) {
      try (ObjectStore store = ObjectStores.open(location)) {
        tidying.in(store);
      } catch (IOException e) {
        logger.debug("marks of a job stay in {}", location, e);
      }
    }
  }

  /** Returns the name of a job, by which another command on the same output finds it. */
  static String name(String what, String output) {
    return "upstack %s %s".formatted(what, output);
  }
}
