package io.upstack.stages.diffusion;

import io.upstack.stages.programs.Program;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * Times the steps of a loop, which go from the last to step 0.
 *
 * <p>On a CPU a step takes as long as its calls. On a GPU calls return before their work is done:
 * what goes by between two waits for the device is divided evenly among the steps of that time, and
 * nothing waits for the sake of timing. The first of them have what was done before the loop in
 * their time, the first draw of noise.
 */
final class StepClock {
  private final boolean callsReturnEarly;
  private final LongSupplier nanoTime;
  private final long begin;
  private final long[] nanos;
  private long lastWait;
  private int untimed;

  /**
   * @param steps of the loop
   */
  static StepClock start(Program program, int steps) {
    return new StepClock(steps, program.isOnGpu(), System::nanoTime);
  }

  StepClock(int steps, boolean callsReturnEarly, LongSupplier nanoTime) {
    this.callsReturnEarly = callsReturnEarly;
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
    this.nanos = new long[steps];
    this.lastWait = begin;
    this.untimed = steps;
  }

  /** Runs a call of a step, which may have several. One that fails counts too. */
  <T> T time(int step, Call<T> call) {
    long start = nanoTime.getAsLong();
    try {
      return call.run();
    } finally {
      if (!callsReturnEarly) {
        nanos[step] += nanoTime.getAsLong() - start;
      }
    }
  }

  /** The device has done all that it was asked for, up to this step with it. */
  void hasWaitedFor(int step) {
    if (callsReturnEarly) {
      long now = nanoTime.getAsLong();
      Arrays.fill(nanos, step, untimed, (now - lastWait) / (untimed - step));
      lastWait = now;
      untimed = step;
    }
  }

  /** Of all steps, once step 0 has been waited for. */
  StepTimes stepTimes() {
    return StepTimes.ofNanos(nanos);
  }

  /** Inside programs; on a GPU since the start, and right once the device has been waited for. */
  double modelSeconds() {
    long all = callsReturnEarly ? nanoTime.getAsLong() - begin : LongStream.of(nanos).sum();
    return all / 1e9;
  }

  /** Of a program. */
  @FunctionalInterface
  interface Call<T> {
    T run();
  }
}
