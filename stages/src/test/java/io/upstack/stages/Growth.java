package io.upstack.stages;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;

/**
 * Compares what work costs with what it costs for twice the input: processor time and allocated
 * bytes of this thread, each the least of several tries, which other load on the machine does not
 * change much.
 */
public final class Growth {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final double LARGEST_RATIO = 2.5;
  private static final int MOST_TRIES = 25;
  private static final int FEWEST_TRIES = 5;

  /** Below this a timer and the garbage collector count for more than the work. */
  private static final long SHORTEST_NANOSECONDS = 5_000_000;

  private Growth() {}

  /** Makes the work for an input of so many parts. Making it is not measured. */
  @FunctionalInterface
  public interface Work {
    Callable<?> of(int size) throws Exception;
  }

  /** Asserts that twice the size costs at most 2.5 times as much. */
  public static void assertLinear(int size, Work work) throws Exception {
    assertLinear(size, work, THREADS::getCurrentThreadCpuTime);
  }

  /**
   * The same of work that is done by several threads, whose processor time is that of the process.
   */
  public static void assertLinearInAllThreads(int size, Work work) throws Exception {
    assertLinear(size, work, PROCESS::getProcessCpuTime);
  }

  private static void assertLinear(int size, Work work, LongSupplier clock) throws Exception {
    Callable<?> once = work.of(size);
    Callable<?> twice = work.of(2 * size);
    Cost least = Cost.of(once, clock);
    Cost leastOfTwice = Cost.of(twice, clock);
    for (int tries = 1; tries < MOST_TRIES; tries++) {
      if (tries >= FEWEST_TRIES && leastOfTwice.isLinearIn(least)) {
        break;
      }
      least = least.least(Cost.of(once, clock));
      leastOfTwice = leastOfTwice.least(Cost.of(twice, clock));
    }
    assertThat(least.nanoseconds()).as("long enough to be measured").isGreaterThan(0);
    assertThat(leastOfTwice.isLinearIn(least))
        .as("%s, for twice the input %s", least, leastOfTwice)
        .isTrue();
  }

  private record Cost(long nanoseconds, long bytes) {
    static Cost of(Callable<?> work, LongSupplier clock) throws Exception {
      long bytes = THREADS.getCurrentThreadAllocatedBytes();
      long start = clock.getAsLong();
      work.call();
      return new Cost(clock.getAsLong() - start, THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }

    Cost least(Cost other) {
      return new Cost(Math.min(nanoseconds, other.nanoseconds), Math.min(bytes, other.bytes));
    }

    boolean isLinearIn(Cost half) {
      return nanoseconds <= LARGEST_RATIO * Math.max(half.nanoseconds, SHORTEST_NANOSECONDS)
          && bytes <= LARGEST_RATIO * Math.max(half.bytes, 1 << 16);
    }
  }
}
