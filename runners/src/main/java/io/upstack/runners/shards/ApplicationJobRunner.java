package io.upstack.runners.shards;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.application.ApplicationCluster;
import io.upstack.runners.application.ApplicationCluster.Watch;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.remote.JobSettings;
import io.upstack.runners.remote.JobSettings.Recovery;
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
  private final WorkOrder order;
  private final RunRecord record;
  private boolean workersAreChecked;

  /**
   * @param order the order of the run, whose files all workers have to reach
   * @param record the record of the run, which the workers have to find in its output
   */
  public ApplicationJobRunner(RunnerChoice.Application choice, WorkOrder order, RunRecord record) {
    this.slots = choice.parallelism().orElseGet(cluster::parallelism);
    this.order = SharedOutput.of(order);
    this.record = record;
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
                CountedWork.name(job.name(), order),
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
        CountedWork.name("check", order),
        new JobSettings(slots, Recovery.RESTART, Optional.empty()),
        Watch.BESIDES,
        new WorkerLooks(order, record));
    workersAreChecked = true;
  }

  @Override
  public void close() {
    // The cluster ends together with the application.
  }
}
