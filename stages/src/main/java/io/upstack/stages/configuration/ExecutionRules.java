package io.upstack.stages.configuration;

import io.upstack.proto.Execution;
import java.util.regex.Pattern;

/** Checks whether the work can be distributed as configured. */
final class ExecutionRules {
  private static final Pattern DEVICE = Pattern.compile("cpu|cuda(:(0|[1-9][0-9]{0,2}))?");

  private ExecutionRules() {}

  static void check(Execution execution, FieldRules rules) {
    boolean settled =
        rules.atLeast("batch_size", 0, execution.getBatchSize()) && execution.getBatchSize() > 0;
    int shardSize = execution.getShardSize();
    if (settled && (shardSize < 0 || shardSize % execution.getBatchSize() != 0)) {
      rules.expected(
          "shard_size",
          "0 or a multiple of batch_size, which is " + execution.getBatchSize(),
          shardSize);
    } else if (!settled) {
      rules.atLeast("shard_size", 0, shardSize);
    }
    rules.atLeast("slots", 0, execution.getSlots());
    rules.atLeast("intra_op_threads", 1, execution.getIntraOpThreads());
    if (!DEVICE.matcher(execution.getDevice()).matches()) {
      rules.expected("device", "cpu, cuda or cuda:N", ExpectedValue.quoted(execution.getDevice()));
    }
  }
}
