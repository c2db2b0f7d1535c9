package io.upstack.stages.shards;

import io.upstack.proto.RunRecord;
import io.upstack.proto.Shard;
import io.upstack.stages.store.ObjectContent;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Puts the objects of shards into a store. An object with fewer samples is left over from before
 * the run grew, and is replaced. An object with more samples, or of another run, is an error and is
 * not touched.
 */
public final class ShardObjects {
  private final ObjectStore store;
  private final Optional<RunOrigin> origin;
  private final AtomicReference<Recorded> known = new AtomicReference<>();

  /**
   * @param origin the run that the shards belong to; empty for objects that do not belong to a run
   */
  public ShardObjects(ObjectStore store, Optional<RunOrigin> origin) {
    this.store = store;
    this.origin = origin;
  }

  /**
   * Creates the object, or replaces exactly the one that was looked at. If another object has
   * appeared in the meantime, it is kept if it is complete.
   *
   * @param looked the object as it was before the content was made
   * @param plain the content without the origin
   * @throws OutputChangedException if the object belongs to another run or has more samples
   */
  public StoredObject put(
      ShardLayout layout, Shard shard, Optional<StoredObject> looked, ObjectContent plain)
      throws IOException {
    String name = layout.objectName(shard);
    ObjectContent content = origin.map(run -> run.mark(plain)).orElse(plain);
    Optional<StoredObject> standing = looked;
    while (true) {
      Optional<StoredObject> now =
          standing.isPresent()
              ? store.replace(standing.get(), content)
              : Optional.of(store.create(name, content));
      if (now.isEmpty()) {
        now = store.find(name);
      }
      if (now.isPresent()) {
        check(now.get(), layout, shard);
        if (layout.isComplete(now.get(), shard)) {
          return now.get();
        }
      }
      standing = now;
    }
  }

  /**
   * Makes sure that the object may be taken for the shard's, or be replaced by it.
   *
   * @throws OutputChangedException if it belongs to another run or to a shard with more samples
   */
  public void check(StoredObject object, ShardLayout layout, Shard shard) throws IOException {
    if (origin.isPresent()) {
      origin.get().check(object, store);
    }
    long expected = layout.objectSize(shard.getSamples());
    if (!shard.hasStage() && object.size() > expected) {
      throw new OutputChangedException(
          "%s in %s has %d bytes, more than the %d of %d samples: the run has grown meanwhile, and nothing is replaced; start the command again with as many samples as the run has now"
              .formatted(object.name(), store.root(), object.size(), expected, shard.getSamples()));
    }
  }

  boolean isDone(ShardLayout layout, StoredObject object, Shard shard) {
    return layout.isComplete(object, shard)
        && origin.filter(run -> run.isForeign(object)).isEmpty();
  }

  /**
   * Makes sure that the output still belongs to the run and that the run's record includes the
   * shard, so that no object is left without its record.
   *
   * @throws OutputChangedException if the record is gone, damaged, another run's, or has fewer
   *     samples
   */
  public void checkRecord(Shard shard) throws IOException {
    if (origin.isEmpty()) {
      return;
    }
    long recorded = samples(origin.get().checkRecord(store));
    if (shard.getFirstSample() + shard.getSamples() > recorded) {
      throw new OutputChangedException(
          "%s in %s was replaced while the run was at work: it is of %d samples now, and this shard ends with sample %d"
              .formatted(
                  RunOrigin.RECORD,
                  store.root(),
                  recorded,
                  shard.getFirstSample() + shard.getSamples() - 1));
    }
  }

  /** Returns the number of samples in a record, which is read again only if it has changed. */
  private long samples(StoredObject record) throws IOException {
    Recorded last = known.get();
    if (last != null && last.object().equals(record)) {
      return last.samples();
    }
    RunRecord read =
        StoreFormat.readMessage(store, RunOrigin.RECORD, RunRecord.newBuilder()).build();
    known.set(new Recorded(record, read.getGeneration().getNumSamples()));
    return read.getGeneration().getNumSamples();
  }

  private record Recorded(StoredObject object, long samples) {}
}
