package io.upstack.stages.metrics;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * What a computation took.
 *
 * @param wallSeconds by the clock
 * @param cpuSeconds of the calling thread, which is all the work if the engine has one thread for
 *     each operator, and then does not depend on what else the machine does
 */
public record ElapsedTime(double wallSeconds, double cpuSeconds) {
  static ElapsedTime of(Runnable computation) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long wall = System.nanoTime();
    long cpu = threads.getCurrentThreadCpuTime();
    computation.run();
    return new ElapsedTime(
        (System.nanoTime() - wall) / 1e9, (threads.getCurrentThreadCpuTime() - cpu) / 1e9);
  }
}
