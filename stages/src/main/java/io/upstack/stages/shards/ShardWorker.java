package io.upstack.stages.shards;

import io.upstack.proto.ObjectReference;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkRecord;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.progress.ProgressListener;
import io.upstack.stages.store.ObjectContent;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes a shard through stages, in order. An object that exists and is complete is left as it is,
 * so that whoever comes to a shard again does only what is missing. What the store fails at is
 * tried again a few times.
 */
public final class ShardWorker {
  private final List<ShardStage> stages;
  private final ObjectStore store;
  private final ProgressListener progress;
  private final StoreRetries retries;

  /**
   * A worker for the shards of a run.
   *
   * @param stages in order; each reads what those before it left in the store
   */
  public ShardWorker(List<ShardStage> stages, ObjectStore store, ProgressListener progress) {
    this(stages, store, progress, StoreRetries.standard());
  }

  ShardWorker(
      List<ShardStage> stages, ObjectStore store, ProgressListener progress, StoreRetries retries) {
    this.stages = List.copyOf(stages);
    this.store = store;
    this.progress = progress;
    this.retries = retries;
  }

  /**
   * Makes what is missing of a shard.
   *
   * @return references to the objects of all stages, in their order
   * @throws ShardFailedException naming the stage, the shard and the cause
   */
  public ShardResult work(Shard shard) {
    ShardResult.Builder result = ShardResult.newBuilder().setShard(shard);
    WorkRecord.Builder record = WorkRecord.newBuilder().setShard(shard.getIndex());
    for (ShardStage stage : stages) {
      try {
        result.addObjects(reference(object(stage, shard, record)));
      } catch (IOException | RuntimeException e) {
        throw new ShardFailedException(stage.layout().stage(), shard, e);
      }
    }
    // Units of a measurement are many and short, and nobody asks for their single timings.
    if (record.getStagesCount() > 0 && !shard.hasStage()) {
      Journal.add(store, stages.get(0).layout(), record.build());
    }
    return result.addAllWork(record.getStagesList()).build();
  }

  /** The first stage whose object of the shard is missing; empty if the shard is done. */
  Optional<String> nextStage(Shard shard) {
    for (ShardStage stage : stages) {
      ShardLayout layout = stage.layout();
      String name = layout.objectName(shard);
      try {
        Optional<StoredObject> existing = retries.run(name, () -> store.find(name));
        if (existing.filter(object -> layout.isComplete(object, shard)).isEmpty()) {
          return Optional.of(layout.stage());
        }
      } catch (IOException e) {
        throw new ShardFailedException(layout.stage(), shard, e);
      }
    }
    return Optional.empty();
  }

  private StoredObject object(ShardStage stage, Shard shard, WorkRecord.Builder record)
      throws IOException {
    ShardLayout layout = stage.layout();
    String name = layout.objectName(shard);
    AtomicInteger furtherAttempts = new AtomicInteger();
    StoreRetries counted = retries.telling(furtherAttempts::incrementAndGet);
    Optional<StoredObject> existing = counted.run(name, () -> store.find(name));
    if (existing.isPresent() && layout.isComplete(existing.get(), shard)) {
      return existing.get();
    }
    long start = System.nanoTime();
    AttemptProgress attempts =
        new AttemptProgress(samples -> progress.samplesDone(layout.stage(), samples));
    ShardOutput output = counted.run(name, () -> stage.make(shard, store, attempts.nextAttempt()));
    ObjectContent content = stream -> NpzWriter.write(stream, output.arrays());
    // An object of fewer samples is from before the run grew, and is held whole in the new one.
    StoredObject made =
        counted.run(
            name,
            () ->
                existing.isPresent() ? store.replace(name, content) : store.create(name, content));
    StageWork.Builder work =
        StageWork.newBuilder()
            .setStage(layout.stage())
            .setSamples(shard.getSamples())
            .setModelSeconds(output.modelSeconds())
            .setWallSeconds((System.nanoTime() - start) / 1e9)
            .setSteps(output.stepTimes().steps())
            .addAllStepTimes(StepTimeRecords.of(output.stepTimes()))
            .setRetries(furtherAttempts.get());
    if (output.outOfMemoryHalvings() > 0) {
      work.setOutOfMemoryHalvings(output.outOfMemoryHalvings());
    }
    record.addStages(work);
    return made;
  }

  private static ObjectReference reference(StoredObject object) {
    return ObjectReference.newBuilder()
        .setName(object.name())
        .setSize(object.size())
        .setCrc32C(object.crc32c())
        .build();
  }
}
