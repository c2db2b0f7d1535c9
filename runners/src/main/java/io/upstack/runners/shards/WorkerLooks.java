package io.upstack.runners.shards;

import com.google.protobuf.InvalidProtocolBufferException;
import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.jobs.ClusterProgram;
import io.upstack.stages.stack.WorkerCheck;
import io.upstack.stages.store.Buckets;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.io.GenericInputFormat;
import org.apache.flink.api.common.typeinfo.BasicTypeInfo;
import org.apache.flink.api.java.ExecutionEnvironment;
import org.apache.flink.api.java.io.DiscardingOutputFormat;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Checks on each worker that starts whether it can do the work orders of a job: reach their files
 * and their output, and compute with the engine that the record names.
 *
 * <p>A worker that cannot do them throws an {@link
 * io.upstack.stages.problems.InvalidInputException} with all its problems.
 *
 * <p>This is a program of Flink's own API, because everything waits for the check, and workers that
 * have just started take seconds to load Beam.
 */
record WorkerLooks(WorkerCheck.Shared shared) implements ClusterProgram {
  @Override
  public void execute(String name, int slots) {
    ExecutionEnvironment environment = ExecutionEnvironment.getExecutionEnvironment();
    environment.setParallelism(slots);
    environment
        .createInput(new Look(shared), BasicTypeInfo.VOID_TYPE_INFO)
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

  /** An input without elements. It makes the check when it is opened. */
  private static final class Look extends GenericInputFormat<Void> {
    private static final long serialVersionUID = 1L;

    private final List<byte[]> orders;
    private final String name;
    private final byte[] record;

    private Look(WorkerCheck.Shared shared) {
      this.orders = shared.orders().stream().map(WorkOrder::toByteArray).toList();
      this.name = shared.name();
      this.record = shared.record().toByteArray();
    }

    @Override
    public void openInputFormat() {
      try {
        List<WorkOrder> ordered = new ArrayList<>();
        for (byte[] order : orders) {
          ordered.add(WorkOrder.parseFrom(order));
        }
        try (Buckets.Use use = Buckets.join(ordered.get(0).getStorage())) {
          WorkerCheck.run(new WorkerCheck.Shared(ordered, name, RunRecord.parseFrom(record)));
        }
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        // A second check would fail in the same way. If a worker dies during the check, Flink
        // starts the check again.
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
