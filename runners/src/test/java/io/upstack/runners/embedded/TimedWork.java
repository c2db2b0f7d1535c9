package io.upstack.runners.embedded;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.transforms.DoFn;

/** Takes a given time for each item. The first instance has the first time, and so on. */
final class TimedWork extends DoFn<Integer, Integer> {
  private static final long serialVersionUID = 1L;
  private static final AtomicInteger instances = new AtomicInteger();

  private final List<Duration> times;
  private transient int worker;

  TimedWork(List<Duration> times) {
    this.times = List.copyOf(times);
    instances.set(0);
  }

  @Setup
  public void setUp() {
    worker = instances.getAndIncrement();
  }

  @ProcessElement
  public void process(@Element Integer item, OutputReceiver<Integer> output)
      throws InterruptedException {
    Thread.sleep(times.get(worker).toMillis());
    WorkLog.add(worker, item);
    output.output(item);
  }
}
