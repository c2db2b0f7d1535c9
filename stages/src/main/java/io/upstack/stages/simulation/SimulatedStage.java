package io.upstack.stages.simulation;

import io.upstack.proto.Shard;
import io.upstack.proto.SimulatedWork;
import io.upstack.proto.SlowWorker;
import io.upstack.stages.diffusion.StepTimes;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.shards.Worker;
import io.upstack.stages.store.ObjectStore;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Takes a set time for each shard, as if in one step, and leaves images that say who made them. An
 * interruption ends it at once.
 */
public final class SimulatedStage implements ShardStage {
  /** The exit status of a process that a shard ended, as if by SIGABRT. */
  static final int FATAL_STATUS = 134;

  private static final double NANOS_OF_SECOND = 1e9;

  private final SimulatedWork work;
  private final ShardLayout layout;
  private final String worker;

  /**
   * @param layout the layout of the images, which have {@link SimulatedObjects#EDGE} pixels on a
   *     side
   */
  public SimulatedStage(SimulatedWork work, ShardLayout layout) {
    this(work, layout, Worker.label());
  }

  SimulatedStage(SimulatedWork work, ShardLayout layout, String worker) {
    this.work = work;
    this.layout = layout;
    this.worker = worker;
  }

  @Override
  public ShardLayout layout() {
    return layout;
  }

  @Override
  public ShardOutput make(Shard shard, ObjectStore store, ProgressOfShard progress)
      throws InterruptedIOException {
    if (work.hasFatalShard() && shard.getIndex() == work.getFatalShard()) {
      // This runs no shutdown hooks, just like a crash of a native library.
      Runtime.getRuntime().halt(FATAL_STATUS);
    }
    if (work.hasFailingShard() && shard.getIndex() == work.getFailingShard()) {
      throw new IllegalStateException("a shard that was to fail, on " + worker);
    }
    if (work.hasFailingWorker() && worker.equals(work.getFailingWorker())) {
      throw new IllegalStateException("a worker that was to fail, " + worker);
    }
    double seconds = work.getShardSeconds() * slowness();
    pass(seconds);
    progress.samplesDone(shard.getSamples());
    Maker maker = new Maker(worker, Thread.currentThread().getId());
    return new ShardOutput(
        SimulatedObjects.of(maker, layout, shard.getSamples()),
        seconds,
        StepTimes.ofNanos(nanos(seconds)),
        0);
  }

  private double slowness() {
    return work.getSlowList().stream()
        .filter(slow -> slow.getWorker().equals(worker))
        .mapToDouble(SlowWorker::getFactor)
        .findFirst()
        .orElse(1);
  }

  private static long nanos(double seconds) {
    return Math.round(seconds * NANOS_OF_SECOND);
  }

  private static void pass(double seconds) throws InterruptedIOException {
    try {
      TimeUnit.NANOSECONDS.sleep(nanos(seconds));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
