package io.upstack.runners.meters;

import java.util.Map;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.taskmanager.Task;

/**
 * A counter of a task. It is a metric for dashboards, which disappears with its task, and an
 * accumulator, which is summed over all tasks, whether they are running or have ended.
 */
final class TaskCounter {
  private final Counter metric;
  private final LongCounter accumulator;

  TaskCounter(Task task, String operator, String name) {
    metric = task.getMetricGroup().getOrAddOperator(operator).counter(name);
    Map<String, Accumulator<?, ?>> accumulators = task.getAccumulatorRegistry().getUserMap();
    accumulator =
        (LongCounter)
            accumulators.computeIfAbsent(operator + "." + name, unused -> new LongCounter());
  }

  void add(long more) {
    metric.inc(more);
    accumulator.add(more);
  }

  Counter metric() {
    return metric;
  }
}
