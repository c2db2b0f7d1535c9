package io.upstack.runners.shards;

import io.upstack.proto.Execution;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.cluster.Masters;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.runners.remote.JobSettings;
import io.upstack.runners.remote.JobSettings.Recovery;
import io.upstack.runners.remote.RemoteFlink;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.transforms.FindMicroBatch;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.beam.sdk.transforms.Create;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the micro-batch of a run by a job of one slot, where the devices are. */
public final class ClusterMicroBatch {
  private static final Logger logger = LoggerFactory.getLogger(ClusterMicroBatch.class);

  private ClusterMicroBatch() {}

  /**
   * As a worker has found it.
   *
   * @param order of the run, whose files all workers are to reach
   */
  public static int search(RunnerChoice.Flink choice, WorkOrder order) throws IOException {
    WorkOrder travelling = SharedOutput.of(order);
    String name = "batch-size-%s.textproto".formatted(UUID.randomUUID());
    try (FlinkSession session = FlinkSession.open(Masters.address(choice.master()));
        ObjectStore store = ObjectStores.open(travelling.getOutput())) {
      ClusterCapacity.check(session);
      ClusterCapacity.slots(session, Optional.of(1));
      logger.info("a worker tries how many samples are best taken through the networks together");
      try (RemoteFlink flink = RemoteFlink.open(session)) {
        flink
            .plan(
                CountedWork.name("batch_size", travelling),
                new JobSettings(1, Recovery.FAIL, Optional.empty()),
                pipeline ->
                    pipeline
                        .apply(Create.of(List.of(name)))
                        .apply("find", FindMicroBatch.of(travelling)))
            .submit()
            .await();
        int found =
            StoreFormat.readMessage(store, name, Execution.newBuilder()).build().getBatchSize();
        logger.info("batch_size {} is taken, and recorded with the run", found);
        return found;
      } finally {
        store.delete(name);
      }
    }
  }
}
