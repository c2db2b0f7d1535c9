package io.upstack.stages.devices;

import io.upstack.stages.programs.InterruptedWorkException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The turns of threads to compute on a device. On a GPU, one stage computes at a time, in the order
 * of arrival, so that its activations have all the memory. Reading and writing the store in the
 * meantime needs no turn. On a CPU, all threads have a turn at any time.
 */
public final class DeviceTurns {
  private static final Turn FREE = () -> {};

  private final ReentrantLock lock = new ReentrantLock(true);
  private final boolean oneAtATime;

  private DeviceTurns(boolean oneAtATime) {
    this.oneAtATime = oneAtATime;
  }

  /** Returns turns for a device that many threads compute on at once. */
  public static DeviceTurns unlimited() {
    return new DeviceTurns(false);
  }

  /** Returns turns for a device that one thread computes on at a time. */
  public static DeviceTurns oneAtATime() {
    return new DeviceTurns(true);
  }

  /** A turn, which ends when the thread that took it calls {@link #close}. */
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until the device is free.
   *
   * @throws InterruptedWorkException if the thread is interrupted; it stays interrupted
   */
  public Turn take() {
    if (!oneAtATime) {
      return FREE;
    }
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedWorkException("interrupted while another stage computed on the device");
    }
    return lock::unlock;
  }
}
