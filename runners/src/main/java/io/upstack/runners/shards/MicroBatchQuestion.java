package io.upstack.runners.shards;

import io.upstack.pipelines.transforms.FindMicroBatch;
import io.upstack.proto.Execution;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.PassingObjects;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks which batch size is best for a run's workers. A pipeline carries the question, and the
 * answer comes in the run's output.
 */
final class MicroBatchQuestion implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(MicroBatchQuestion.class);

  private final WorkOrder order;
  private final ObjectStore store;
  private final String answer = PassingObjects.name("batch-size") + ".textproto";

  private MicroBatchQuestion(WorkOrder order, ObjectStore store) {
    this.order = order;
    this.store = store;
  }

  /**
   * Returns a new question.
   *
   * @param order the order of the run, whose files all workers have to reach
   */
  static MicroBatchQuestion of(WorkOrder order) throws IOException {
    WorkOrder travelling = SharedOutput.of(order);
    return new MicroBatchQuestion(travelling, ObjectStores.open(travelling.getOutput()));
  }

  String jobName() {
    return CountedWork.name("batch_size", order.getOutput());
  }

  /** Adds the work of one slot to a pipeline. */
  void addTo(Pipeline pipeline) {
    logger.info("a worker tries how many samples are best taken through the networks together");
    pipeline.apply(Create.of(List.of(answer))).apply("find", FindMicroBatch.of(order));
  }

  /** Returns the answer. The pipeline has to have ended. */
  int answer() throws IOException {
    int found =
        StoreFormat.readMessage(store, answer, Execution.newBuilder()).build().getBatchSize();
    logger.info("batch_size {} is taken, and recorded with the run", found);
    return found;
  }

  @Override
  public void close() throws IOException {
    try (store) {
      store.delete(answer);
    }
  }
}
