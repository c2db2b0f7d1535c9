package io.upstack.stages.diffusion;

import io.upstack.stages.programs.Program;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/**
 * Times the steps of a loop, which run from the last step down to step 0.
 *
 * <p>On a CPU, a step takes as long as its calls. On a GPU, calls return before their work is done,
 * so the time between two waits for the device is divided evenly among the steps in between, and no
 * wait is added just for timing. The time of the first steps includes the work before the loop,
 * which is the first draw of noise.
 */
final class StepClock {
  private final boolean callsReturnEarly;
  private final LongSupplier nanoTime;
  private final long begin;
  private final long[] nanos;
  private long lastWait;
  private int untimed;

  /**
   * @param steps the number of steps of the loop
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

  /** Runs and times a call of a step. A step may have several calls, and failed calls count too. */
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

  /** Records that the device has finished all work it was given up to and including this step. */
  void hasWaitedFor(int step) {
    if (callsReturnEarly) {
      long now = nanoTime.getAsLong();
      Arrays.fill(nanos, step, untimed, (now - lastWait) / (untimed - step));
      lastWait = now;
      untimed = step;
    }
  }

  /** Returns the times of all steps, once step 0 has been waited for. */
  StepTimes stepTimes() {
    return StepTimes.ofNanos(nanos);
  }

  /**
   * Returns the time spent inside programs. On a GPU, this is the time since the start, which is
   * right only after a wait for the device.
   */
  double modelSeconds() {
    long all = callsReturnEarly ? nanoTime.getAsLong() - begin : LongStream.of(nanos).sum();
    return all / 1e9;
  }

  /** A call of a program. */
  @FunctionalInterface
  interface Call<T> {
    T run();
  }
}
