package io.upstack.runners.shards;

import io.upstack.proto.WorkOrder;
import io.upstack.runners.application.ApplicationCluster;
import io.upstack.runners.cluster.Masters;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.jobs.BeamProgram;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.runners.remote.JobSettings;
import io.upstack.runners.remote.JobSettings.Recovery;
import io.upstack.runners.remote.RemoteFlink;
import java.io.IOException;
import java.util.Optional;

/** Finds the batch size of a run with a job of one slot, on a machine with the devices. */
public final class ClusterMicroBatch {
  private static final JobSettings SETTINGS = new JobSettings(1, Recovery.FAIL, Optional.empty());

  private ClusterMicroBatch() {}

  /**
   * Returns the batch size that a worker has found.
   *
   * @param order the order of the run, whose files all workers have to reach
   */
  public static int search(RunnerChoice.Flink choice, WorkOrder order) throws IOException {
    try (FlinkSession session = FlinkSession.open(Masters.address(choice.master()))) {
      ClusterCapacity.check(session);
      ClusterCapacity.slots(session, Optional.of(1));
      try (RemoteFlink flink = RemoteFlink.open(session);
          MicroBatchQuestion question = MicroBatchQuestion.of(order)) {
        flink.plan(question.jobName(), SETTINGS, new BeamProgram(question::addTo)).submit().await();
        return question.answer();
      }
    }
  }

  /**
   * Returns the batch size that a worker of the cluster whose JobManager this process is has found.
   */
  public static int searchInApplication(WorkOrder order) throws IOException {
    try (MicroBatchQuestion question = MicroBatchQuestion.of(order)) {
      ApplicationCluster.current()
          .run(
              question.jobName(),
              SETTINGS,
              ApplicationCluster.Watch.BESIDES,
              new BeamProgram(question::addTo));
      return question.answer();
    }
  }
}
