package io.upstack.runners.shards;

import com.google.protobuf.InvalidProtocolBufferException;
import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.jobs.ClusterProgram;
import io.upstack.stages.stack.WorkerCheck;
import io.upstack.stages.store.Buckets;
import org.apache.flink.api.common.io.GenericInputFormat;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.java.ExecutionEnvironment;
import org.apache.flink.api.java.io.DiscardingOutputFormat;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Looks on each worker that starts whether it can do a work order: reach its files and its output,
 * and compute with the engine that the run's record names.
 *
 * <p>A worker that can't throws an {@link io.upstack.stages.problems.InvalidInputException} with
 * all that is wrong.
 *
 * <p>A program of Flink's own API: all wait for the look, and Beam takes seconds to be loaded by
 * workers that have just started.
 *
 * @param record of the run that the order is of
 */
record WorkerLooks(WorkOrder order, RunRecord record) implements ClusterProgram {
  @Override
  public void execute(String name, int slots) {
    ExecutionEnvironment environment = ExecutionEnvironment.getExecutionEnvironment();
    environment.setParallelism(slots);
    environment
        .createInput(new Look(order, record), BasicTypeInfo.VOID_TYPE_INFO)
        .name("check")
        .output(new DiscardingOutputFormat<>());
    try {
      environment.executeAsync(name);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the job %s cannot be made".formatted(name), e);
    }
  }

  /** An input without elements, which looks before it is read. */
  private static final class Look extends GenericInputFormat<Void> {
    private static final long serialVersionUID = 1L;

    private final byte[] order;
    private final byte[] record;

    private Look(WorkOrder order, RunRecord record) {
      this.order = order.toByteArray();
      this.record = record.toByteArray();
    }

    @Override
    public void openInputFormat() {
      try {
        WorkOrder ordered = WorkOrder.parseFrom(order);
        try (Buckets.Use use = Buckets.join(ordered.getStorage())) {
          WorkerCheck.run(ordered, RunRecord.parseFrom(record));
        }
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        // It would be found again. The look at a worker that dies meanwhile is begun again.
        throw new SuppressRestartsException(e);
      }
    }

    @Override
    public boolean reachedEnd() {
      return true;
    }

    @Override
    public Void nextRecord(Void reuse) {
      throw new IllegalStateException("has no elements");
    }
  }
}
