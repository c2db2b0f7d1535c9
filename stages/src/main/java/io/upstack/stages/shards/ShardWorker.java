package io.upstack.stages.shards;

import io.upstack.proto.ObjectReference;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.StageWork;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.progress.ProgressListener;
import io.upstack.stages.store.ObjectContent;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Takes a shard through stages, in order. An object that exists and is complete is left as it is,
 * so that a worker that comes to a shard again does only what is missing. An object with fewer
 * samples is replaced. An object with more samples, or of another run, is an error and is not
 * touched. Operations that fail in the store are retried a few times.
 */
public final class ShardWorker {
  private final List<ShardStage> stages;
  private final Optional<ShardLayout> first;
  private final ObjectStore store;
  private final ProgressListener progress;
  private final ShardObjects objects;
  private final StoreRetries retries;

  /**
   * A worker for objects that do not belong to a run and whose names say what they depend on.
   *
   * @param stages the stages in order; each reads what the earlier ones left in the store
   */
  public ShardWorker(List<ShardStage> stages, ObjectStore store, ProgressListener progress) {
    this(stages, store, progress, Optional.empty());
  }

  /**
   * A worker for shards.
   *
   * @param stages the stages in order; each reads what the earlier ones left in the store
   * @param origin the run that the shards belong to; empty for objects that do not belong to a run
   */
  public ShardWorker(
      List<ShardStage> stages,
      ObjectStore store,
      ProgressListener progress,
      Optional<RunOrigin> origin) {
    this(stages, store, progress, origin, StoreRetries.standard());
  }

  ShardWorker(
      List<ShardStage> stages,
      ObjectStore store,
      ProgressListener progress,
      Optional<RunOrigin> origin,
      StoreRetries retries) {
    this(stages, firstOf(stages), store, progress, origin, retries);
  }

  /**
   * A worker for one stage of several that the same shards go through.
   *
   * @param first the layout of the first of these stages, after which the journal's entries are
   *     named
   * @param origin the run that the shards belong to; empty for objects that do not belong to a run
   */
  public ShardWorker(
      ShardStage stage,
      ShardLayout first,
      ObjectStore store,
      ProgressListener progress,
      Optional<RunOrigin> origin) {
    this(List.of(stage), Optional.of(first), store, progress, origin, StoreRetries.standard());
  }

  private ShardWorker(
      List<ShardStage> stages,
      Optional<ShardLayout> first,
      ObjectStore store,
      ProgressListener progress,
      Optional<RunOrigin> origin,
      StoreRetries retries) {
    this.stages = List.copyOf(stages);
    this.first = first;
    this.store = store;
    this.progress = progress;
    this.objects = new ShardObjects(store, origin);
    this.retries = retries;
  }

  private static Optional<ShardLayout> firstOf(List<ShardStage> stages) {
    return stages.stream().findFirst().map(ShardStage::layout);
  }

  /**
   * Makes the missing objects of a shard.
   *
   * @return references to the objects of all stages, in order
   * @throws ShardFailedException naming the stage, the shard and the cause
   */
  public ShardResult work(Shard shard) {
    ShardResult.Builder result = ShardResult.newBuilder().setShard(shard);
    // Units of a measurement are many and short, and nobody needs their individual timings.
    Optional<Journal.Entry> journal =
        shard.hasStage()
            ? Optional.empty()
            : first.map(layout -> Journal.entry(store, layout, shard));
    for (ShardStage stage : stages) {
      try {
        result.addObjects(reference(object(stage, shard, result, journal)));
      } catch (IOException | RuntimeException e) {
        throw new ShardFailedException(stage.layout().stage(), shard, e);
      }
    }
    if (result.getWorkCount() > 0) {
      ShardLayout last = stages.get(stages.size() - 1).layout();
      try {
        checkRecord(shard);
      } catch (IOException e) {
        throw new ShardFailedException(last.stage(), shard, e);
      }
    }
    return result.build();
  }

  /**
   * Returns the first stage whose object for the shard is missing, or empty if the shard is done.
   */
  Optional<String> nextStage(Shard shard) {
    for (ShardStage stage : stages) {
      ShardLayout layout = stage.layout();
      String name = layout.objectName(shard);
      try {
        Optional<StoredObject> existing = retries.run(name, () -> store.find(name));
        if (existing.filter(object -> objects.isDone(layout, object, shard)).isEmpty()) {
          return Optional.of(layout.stage());
        }
      } catch (IOException e) {
        throw new ShardFailedException(layout.stage(), shard, e);
      }
    }
    return Optional.empty();
  }

  private StoredObject object(
      ShardStage stage, Shard shard, ShardResult.Builder result, Optional<Journal.Entry> journal)
      throws IOException {
    ShardLayout layout = stage.layout();
    String name = layout.objectName(shard);
    AtomicInteger furtherAttempts = new AtomicInteger();
    StoreRetries counted = retries.telling(furtherAttempts::incrementAndGet);
    Optional<StoredObject> existing = counted.run(name, () -> store.find(name));
    if (existing.isPresent()) {
      objects.check(existing.get(), layout, shard);
      if (layout.isComplete(existing.get(), shard)) {
        return existing.get();
      }
    }
    long start = System.nanoTime();
    AttemptProgress attempts =
        new AttemptProgress(samples -> progress.samplesDone(layout.stage(), samples));
    ShardOutput output = counted.run(name, () -> stage.make(shard, store, attempts.nextAttempt()));
    Supplier<StageWork> work =
        () -> work(layout, shard, output, System.nanoTime() - start, furtherAttempts.get());
    if (output.outOfMemoryHalvings() > 0) {
      // Without this, a process that dies before its entry is written leaves no record of them.
      journal.ifPresent(entry -> entry.add(work.get()));
    }
    if (result.getWorkCount() == 0) {
      checkRecord(shard);
    }
    ObjectContent content = stream -> NpzWriter.write(stream, output.arrays());
    StoredObject made = counted.run(name, () -> objects.put(layout, shard, existing, content));
    StageWork done = work.get();
    journal.ifPresent(entry -> entry.add(done));
    result.addWork(done);
    return made;
  }

  private void checkRecord(Shard shard) throws IOException {
    retries.run(
        RunOrigin.RECORD,
        () -> {
          objects.checkRecord(shard);
          return objects;
        });
  }

  private static StageWork work(
      ShardLayout layout, Shard shard, ShardOutput output, long nanos, int furtherAttempts) {
    StageWork.Builder work =
        StageWork.newBuilder()
            .setStage(layout.stage())
            .setSamples(shard.getSamples())
            .setModelSeconds(output.modelSeconds())
            .setWallSeconds(nanos / 1e9)
            .setSteps(output.stepTimes().steps())
            .addAllStepTimes(StepTimeRecords.of(output.stepTimes()))
            .setRetries(furtherAttempts);
    if (output.outOfMemoryHalvings() > 0) {
      work.setOutOfMemoryHalvings(output.outOfMemoryHalvings());
    }
    return work.build();
  }

  private static ObjectReference reference(StoredObject object) {
    return ObjectReference.newBuilder()
        .setName(object.name())
        .setSize(object.size())
        .setCrc32C(object.crc32c())
        .build();
  }
}
