package io.upstack.runners.shards;

import io.upstack.proto.WorkOrder;
import java.nio.file.Path;

/** Prepares orders for workers, whose working directory differs from that of this process. */
final class SharedOutput {
  private SharedOutput() {}

  /** Returns the order with an output location that means the same on every machine. */
  static WorkOrder of(WorkOrder order) {
    return order.toBuilder().setOutput(absolute(order.getOutput())).build();
  }

  private static String absolute(String output) {
    return output.contains("://")
        ? output
        : Path.of(output).toAbsolutePath().normalize().toString();
  }
}
