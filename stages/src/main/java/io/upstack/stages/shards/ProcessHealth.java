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

/** What the slots of a process collectively know about their work for a job. */
final class ProcessHealth {
  /** After this many failures in a row, the process is blamed rather than the shards. */
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

  /** The way a process ends itself. */
  @FunctionalInterface
  interface Ending {
    void end(String reason);
  }

  /** Returns the health of this process in a job. */
  static ProcessHealth of(String launch) {
    return byLaunch.computeIfAbsent(
        launch, unused -> new ProcessHealth(gateOfThisProcess(), ProcessHealth::halt));
  }

  /**
   * Returns the one gate that all class loaders share: whatever a shard does to its process, it
   * does to other jobs too.
   */
  private static ReadWriteLock gateOfThisProcess() {
    return (ReadWriteLock)
        System.getProperties()
            .computeIfAbsent("upstack.shards.gate", unused -> new ReentrantReadWriteLock(true));
  }

  /**
   * Ends the process at once, because what makes a process sick may also keep it from shutting down
   * cleanly.
   */
  private static void halt(String reason) {
    logger.error("this process ends: {}", reason);
    Runtime.getRuntime().halt(STATUS);
  }

  /** A shard that is being worked on. */
  interface Work extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Waits until a shard may be begun. A shard that must run alone waits for all others to finish,
   * and the others wait for it.
   *
   * @throws InterruptedWorkException if the thread is interrupted; it stays interrupted
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

  /** Returns whether a shard is waiting to be begun. */
  boolean isAwaited() {
    return waiting.get() > 0;
  }

  /**
   * Records that an attempt has begun, until the returned work is closed.
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

  /** Returns twice the time of the longest shard so far in this process, plus half a minute. */
  Duration patience() {
    return Duration.ofNanos(2 * longest.get()).plusSeconds(30);
  }

  /**
   * Marks that this process helps with the shard. Returns whether it had not helped with it before.
   */
  boolean helps(String shard) {
    return helped.add(shard);
  }

  /**
   * Adds a pause to the time that the process has rested. Returns whether the total is still within
   * the limit.
   */
  boolean rests(Duration pause, Duration limit) {
    return rested.addAndGet(pause.toNanos()) <= limit.toNanos();
  }

  /** Records that a shard was made. Returns whether it is the first one that was made here. */
  boolean made() {
    failuresInARow.set(0);
    return isAble.compareAndSet(false, true);
  }

  /** Records a failure. Returns how many shards have failed since one was made. */
  int failed() {
    return failuresInARow.incrementAndGet();
  }

  /** Ends the process. The shards in its other slots must not be charged with that. */
  void end(String reason) {
    atWork.forEach(Runnable::run);
    ending.end(reason);
  }
}
