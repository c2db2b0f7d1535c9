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
 * A distribution of a task's steps. It is a metric over the last steps, and an accumulator over all
 * steps. Only one thread may use it.
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
   * @param name the name of the accumulator
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
    // The metric forgets the oldest steps first. Without shuffling, those would be the shortest
    // ones.
    Collections.shuffle(steps, random);
    steps.forEach(metric::update);
    // Another thread serializes the entries of the map, so an entry must not change once it is
    // there.
    Histogram next = new Histogram();
    next.merge(accumulated);
    steps.forEach(next::add);
    accumulators.put(name, next);
    accumulated = next;
  }
}
