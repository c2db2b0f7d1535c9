package io.upstack.stages.devices;

import io.upstack.stages.programs.InterruptedWorkException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose turn it is to compute on a device. On a GPU one stage computes at a time, in the order in
 * which they came, so that activations of one have all the memory; what reads or writes the store
 * meanwhile needs no turn. On a CPU it is everyone's turn.
 */
public final class DeviceTurns {
  private static final Turn FREE = () -> {};

  private final ReentrantLock lock = new ReentrantLock(true);
  private final boolean oneAtATime;

  private DeviceTurns(boolean oneAtATime) {
    this.oneAtATime = oneAtATime;
  }

  /** For a device that many threads compute on at once. */
  public static DeviceTurns unlimited() {
    return new DeviceTurns(false);
  }

  /** For a device that one thread computes on at a time. */
  public static DeviceTurns oneAtATime() {
    return new DeviceTurns(true);
  }

  /** Ends with {@link #close}, by the thread that took it. */
  public interface Turn extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until the device is free.
   *
   * @throws InterruptedWorkException if the thread is interrupted; it stays so
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
