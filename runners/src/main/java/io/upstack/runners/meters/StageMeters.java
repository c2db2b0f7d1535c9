package io.upstack.runners.meters;

import io.upstack.pipelines.transforms.MeterNames;
import io.upstack.pipelines.transforms.StageAccount;
import io.upstack.proto.StageWork;
import org.apache.flink.metrics.MeterView;
import org.apache.flink.runtime.taskmanager.Task;

/** The counters of a task for one stage. */
final class StageMeters {
  /** The name of the rate, which covers the last minute, as Flink's own rates do. */
  private static final String IMAGES_PER_SECOND = "imagesPerSecond";

  private final TaskCounter shards;
  private final TaskCounter samples;
  private final TaskCounter samplesMade;
  private final TaskCounter retries;
  private final TaskCounter outOfMemoryHalvings;
  private final TaskHistogram stepMicroseconds;

  StageMeters(Task task, String stage) {
    shards = new TaskCounter(task, stage, MeterNames.SHARDS);
    samples = new TaskCounter(task, stage, MeterNames.SAMPLES);
    samplesMade = new TaskCounter(task, stage, MeterNames.SAMPLES_MADE);
    retries = new TaskCounter(task, stage, MeterNames.RETRIES);
    outOfMemoryHalvings = new TaskCounter(task, stage, MeterNames.OUT_OF_MEMORY_HALVINGS);
    stepMicroseconds = new TaskHistogram(task, stage, MeterNames.STEP_MICROSECONDS);
    task.getMetricGroup()
        .getOrAddOperator(stage)
        .meter(IMAGES_PER_SECOND, new MeterView(samplesMade.metric()));
  }

  void count(StageAccount account) {
    shards.add(1);
    samples.add(account.samples());
    account.work().ifPresent(this::count);
    stepMicroseconds.add(account.stepTimes());
  }

  private void count(StageWork work) {
    samplesMade.add(work.getSamples());
    retries.add(work.getRetries());
    outOfMemoryHalvings.add(work.getOutOfMemoryHalvings());
  }
}
