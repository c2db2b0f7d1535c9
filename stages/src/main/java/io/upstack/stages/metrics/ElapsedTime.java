package io.upstack.stages.metrics;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The time that a computation took.
 *
 * @param wallSeconds elapsed wall-clock time
 * @param cpuSeconds CPU time of the calling thread. If the engine has one thread for each operator,
 *     this is all the work, and it does not depend on what else the machine does
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
