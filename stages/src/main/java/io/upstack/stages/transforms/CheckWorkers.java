package io.upstack.stages.transforms;

import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.stack.WorkerCheck;
import io.upstack.stages.store.Buckets;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Looks on each worker that starts whether it can do a work order: reach its files and its output,
 * and compute with the engine that the run's record names. The elements are of no concern.
 *
 * <p>A worker that can't throws an {@link io.upstack.stages.problems.InvalidInputException} with
 * all that is wrong.
 */
public final class CheckWorkers extends PTransform<PCollection<String>, PCollection<String>> {
  private static final long serialVersionUID = 1L;

  private final WorkOrder order;
  private final RunRecord record;

  private CheckWorkers(WorkOrder order, RunRecord record) {
    this.order = order;
    this.record = record;
  }

  /** Checks an order of the run of this record. */
  public static CheckWorkers of(WorkOrder order, RunRecord record) {
    return new CheckWorkers(order, record);
  }

  @Override
  public PCollection<String> expand(PCollection<String> anything) {
    return anything.apply("look", ParDo.of(new Look(order, record))).setCoder(StringUtf8Coder.of());
  }

  private static final class Look extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    private final WorkOrder order;
    private final RunRecord record;

    private Look(WorkOrder order, RunRecord record) {
      this.order = order;
      this.record = record;
    }

    @Setup
    public void setup() {
      Buckets.join(order.getStorage());
      WorkerCheck.run(order, record);
    }

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output) {
      output.output(element);
    }
  }
}
