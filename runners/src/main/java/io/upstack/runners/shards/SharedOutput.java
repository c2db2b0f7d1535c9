package io.upstack.runners.shards;

import io.upstack.proto.WorkOrder;
import java.nio.file.Path;

/** Orders for workers, which have another directory of work than this process. */
final class SharedOutput {
  private SharedOutput() {}

  /** The order with an output that means the same everywhere. */
  static WorkOrder of(WorkOrder order) {
    return order.toBuilder().setOutput(absolute(order.getOutput())).build();
  }

  private static String absolute(String output) {
    return output.contains("://")
        ? output
        : Path.of(output).toAbsolutePath().normalize().toString();
  }
}
