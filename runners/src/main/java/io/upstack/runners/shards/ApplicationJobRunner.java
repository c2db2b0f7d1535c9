package io.upstack.runners.shards;

import io.upstack.proto.AttemptLimit;
import io.upstack.runners.application.ApplicationCluster;
import io.upstack.runners.application.ApplicationCluster.Watch;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.remote.JobSettings;
import io.upstack.runners.remote.JobSettings.Recovery;
import io.upstack.stages.stack.WorkerCheck;
import java.io.IOException;
import java.util.Optional;

/**
 * Runs pipelines on the Flink cluster that was started for this run, and whose JobManager this
 * process is. If the process dies and the cluster's owner starts it again, it makes what is
 * missing.
 */
public final class ApplicationJobRunner implements JobRunner {
  private final ApplicationCluster cluster = ApplicationCluster.current();
  private final int slots;
  private final WorkerCheck.Shared shared;
  private boolean workersAreChecked;

  /**
   * @param shared what all workers have to reach
   */
  public ApplicationJobRunner(RunnerChoice.Application choice, WorkerCheck.Shared shared) {
    this.slots = choice.parallelism().orElseGet(cluster::parallelism);
    this.shared = SharedOutput.of(shared);
  }

  @Override
  public Completion run(PipelineJob job) throws IOException {
    checkWorkers();
    AttemptLimit attempts = CountedWork.attempts(cluster.workers(slots));
    CountedWork.await(
        job,
        attempts,
        () ->
            cluster.run(
                CountedWork.name(job.name(), output()),
                new JobSettings(slots, Recovery.RESTART, Optional.of(job.goals())),
                Watch.WATCHED,
                CountedWork.program(job, attempts, slots)));
    return new Completion.Done();
  }

  private void checkWorkers() throws IOException {
    if (workersAreChecked) {
      return;
    }
    cluster.run(
        CountedWork.name("check", output()),
        new JobSettings(slots, Recovery.RESTART, Optional.empty()),
        Watch.BESIDES,
        new WorkerLooks(shared));
    workersAreChecked = true;
  }

  private String output() {
    return shared.orders().get(0).getOutput();
  }

  @Override
  public void close() {
    // The cluster ends together with the application.
  }
}
