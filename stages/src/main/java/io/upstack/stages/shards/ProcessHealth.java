package io.upstack.stages.shards;

import io.upstack.stages.programs.InterruptedWorkException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the slots of a process know together of their work for a job. */
final class ProcessHealth {
  /** So many failures in a row are those of a process rather than of shards. */
  static final int SICK = 3;

  private static final Logger logger = LoggerFactory.getLogger(ProcessHealth.class);
  private static final int REMEMBERED_JOBS = 64;
  private static final int STATUS = 70;

  private static final Map<String, ProcessHealth> byLaunch =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ProcessHealth> eldest) {
              return size() > REMEMBERED_JOBS;
            }
          });

  private final ReadWriteLock gate;
  private final Ending ending;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger failuresInARow = new AtomicInteger();
  private final AtomicBoolean isAble = new AtomicBoolean();
  private final AtomicLong rested = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();
  private final Set<String> helped = ConcurrentHashMap.newKeySet();
  private final Set<Runnable> atWork = ConcurrentHashMap.newKeySet();

  ProcessHealth(ReadWriteLock gate, Ending ending) {
    this.gate = gate;
    this.ending = ending;
  }

  /** How a process ends itself. */
  @FunctionalInterface
  interface Ending {
    void end(String reason);
  }

  /** Of this process in a job. */
  static ProcessHealth of(String launch) {
    return byLaunch.computeIfAbsent(
        launch, unused -> new ProcessHealth(gateOfThisProcess(), ProcessHealth::halt));
  }

  /** One for all class loaders: whatever a shard does to its process, it does to other jobs too. */
  private static ReadWriteLock gateOfThisProcess() {
    return (ReadWriteLock)
        System.getProperties()
            .computeIfAbsent("upstack.shards.gate", unused -> new ReentrantReadWriteLock(true));
  }

  /** At once: what makes a process sick may keep it from an orderly end. */
  private static void halt(String reason) {
    logger.error("this process ends: {}", reason);
    Runtime.getRuntime().halt(STATUS);
  }

  /** A shard at work. */
  interface Work extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until a shard may be begun: one that is to be alone for all others to be done, and others
   * for it.
   *
   * @throws InterruptedWorkException if the thread is interrupted; it stays so
   */
  Work enter(ShardAttempts.Manner manner) {
    Lock lock = manner == ShardAttempts.Manner.ALONE ? gate.writeLock() : gate.readLock();
    waiting.incrementAndGet();
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedWorkException("interrupted while another shard was to be alone");
    } finally {
      waiting.decrementAndGet();
    }
    return lock::unlock;
  }

  /** Whether a shard waits to be begun. */
  boolean isAwaited() {
    return waiting.get() > 0;
  }

  /**
   * Notes an attempt that has begun, until it is closed.
   *
   * @param withdraw forgets the attempt
   */
  Work begin(Runnable withdraw) {
    long start = System.nanoTime();
    atWork.add(withdraw);
    return () -> {
      atWork.remove(withdraw);
      longest.accumulateAndGet(System.nanoTime() - start, Math::max);
    };
  }

  /** Twice what the longest shard has taken here, and half a minute. */
  Duration patience() {
    return Duration.ofNanos(2 * longest.get()).plusSeconds(30);
  }

  /** Whether this process has not helped with the shard yet, and does so now. */
  boolean helps(String shard) {
    return helped.add(shard);
  }

  /** Whether the process, which rests for so long now, has not rested for the longest time yet. */
  boolean rests(Duration pause, Duration limit) {
    return rested.addAndGet(pause.toNanos()) <= limit.toNanos();
  }

  /** Returns whether it is the first shard that was made here. */
  boolean made() {
    failuresInARow.set(0);
    return isAble.compareAndSet(false, true);
  }

  /** Returns how many have failed since one was made. */
  int failed() {
    return failuresInARow.incrementAndGet();
  }

  /** Ends the process. The shards of its other slots are not to be charged with that. */
  void end(String reason) {
    atWork.forEach(Runnable::run);
    ending.end(reason);
  }
}
