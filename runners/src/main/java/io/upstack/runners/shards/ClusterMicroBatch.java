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

/** Finds the micro-batch of a run by a job of one slot, where the devices are. */
public final class ClusterMicroBatch {
  private static final JobSettings SETTINGS = new JobSettings(1, Recovery.FAIL, Optional.empty());

  private ClusterMicroBatch() {}

  /**
   * As a worker has found it.
   *
   * @param order of the run, whose files all workers are to reach
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

  /** The same on the cluster whose JobManager this process is. */
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
