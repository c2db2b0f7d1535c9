package io.upstack.pipelines.transforms;

import io.upstack.proto.Execution;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.stack.MicroBatchTrial;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Finds on a worker how many samples of a work order should go through the networks together. For
 * each element, it writes an object of that name to the order's output: an {@link Execution} in
 * text form with {@code batch_size} set.
 */
public final class FindMicroBatch extends PTransform<PCollection<String>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  private final WorkOrder order;

  private FindMicroBatch(WorkOrder order) {
    this.order = order;
  }

  /** Creates the transform for an order whose configuration does not set the size. */
  public static FindMicroBatch of(WorkOrder order) {
    return new FindMicroBatch(order);
  }

  @Override
  public PCollection<String> expand(PCollection<String> names) {
    return names.apply("try", ParDo.of(new Find(order))).setCoder(StringUtf8Coder.of());
  }

  private static final class Find extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final WorkOrder order;

    private Find(WorkOrder order) {
      this.order = order;
    }

    @ProcessElement
    public void process(@Element String name, OutputReceiver<String> output) throws IOException {
      try (Buckets.Use use = Buckets.join(order.getStorage());
          ObjectStore store = ObjectStores.open(order.getOutput())) {
        int found = MicroBatchTrial.search(order);
        StoreFormat.writeMessage(store, name, Execution.newBuilder().setBatchSize(found).build());
      }
      output.output(name);
    }
  }
}
