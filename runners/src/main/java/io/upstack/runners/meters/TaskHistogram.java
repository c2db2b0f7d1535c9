package io.upstack.runners.meters;

import java.util.Map;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.accumulators.Histogram;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.runtime.taskmanager.Task;

/** A distribution of a task, as metric and accumulator. Called by one thread. */
final class TaskHistogram {
  private static final int REMEMBERED = 1000;

  private final org.apache.flink.metrics.Histogram metric;
  private final Map<String, Accumulator<?, ?>> accumulators;
  private final String name;
  private Histogram accumulated = new Histogram();

  TaskHistogram(Task task, String operator, String name) {
    this.metric =
        task.getMetricGroup()
            .getOrAddOperator(operator)
            .histogram(name, new DescriptiveStatisticsHistogram(REMEMBERED));
    this.accumulators = task.getAccumulatorRegistry().getUserMap();
    this.name = operator + "." + name;
  }

  void add(long value) {
    metric.update(value);
    // Another thread serializes what is in the map, so that what is there stays as it is.
    Histogram next = new Histogram();
    next.merge(accumulated);
    next.add(rounded(value));
    accumulators.put(name, next);
    accumulated = next;
  }

  /** To two digits, so that there are some ninety values for each power of ten. */
  static int rounded(long value) {
    long bounded = Math.min(Integer.MAX_VALUE, value);
    long unit = 1;
    while (bounded / unit >= 100) {
      unit *= 10;
    }
    return (int) ((bounded + unit / 2) / unit * unit);
  }
}
