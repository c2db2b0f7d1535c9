package io.upstack.runners.meters;

import io.upstack.stages.diffusion.StepTimes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.apache.flink.api.common.accumulators.Histogram;
import org.apache.flink.runtime.metrics.DescriptiveStatisticsHistogram;
import org.apache.flink.runtime.taskmanager.Task;

/**
 * A distribution of steps of a task: a metric, over the last of them, and an accumulator, over all.
 * Called by one thread.
 */
final class TaskHistogram {
  static final int REMEMBERED = 1000;

  private final org.apache.flink.metrics.Histogram metric;
  private final Map<String, Accumulator<?, ?>> accumulators;
  private final String name;
  private final Random random = new Random(0);
  private Histogram accumulated = new Histogram();

  TaskHistogram(Task task, String operator, String name) {
    this(
        task.getMetricGroup()
            .getOrAddOperator(operator)
            .histogram(name, new DescriptiveStatisticsHistogram(REMEMBERED)),
        task.getAccumulatorRegistry().getUserMap(),
        operator + "." + name);
  }

  /**
   * @param name of the accumulator
   */
  TaskHistogram(
      org.apache.flink.metrics.Histogram metric,
      Map<String, Accumulator<?, ?>> accumulators,
      String name) {
    this.metric = metric;
    this.accumulators = accumulators;
    this.name = name;
  }

  /** Adds the steps of a shard. */
  void add(StepTimes times) {
    if (times.steps() == 0) {
      return;
    }
    List<Integer> steps = new ArrayList<>();
    times
        .counts()
        .forEach((time, count) -> steps.addAll(Collections.nCopies(Math.toIntExact(count), time)));
    // The metric forgets the oldest first, which sorted would be the shortest.
    Collections.shuffle(steps, random);
    steps.forEach(metric::update);
    // Another thread serializes what is in the map, so that what is there stays as it is.
    Histogram next = new Histogram();
    next.merge(accumulated);
    steps.forEach(next::add);
    accumulators.put(name, next);
    accumulated = next;
  }
}
