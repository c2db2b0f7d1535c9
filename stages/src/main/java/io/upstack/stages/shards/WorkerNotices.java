package io.upstack.stages.shards;

import static java.util.Locale.ROOT;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.AttemptRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkStage;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Notices that the workers of a job exchange through the store: which of them have made shards,
 * which could not be set up, and which shards failed and need another worker.
 */
public final class WorkerNotices {
  private final ObjectStore store;
  private final String process;
  private final String directory;

  /** The notices of a job, as seen by this process. */
  public WorkerNotices(ObjectStore store, AttemptLimit limit) {
    this(store, limit, Worker.process());
  }

  WorkerNotices(ObjectStore store, AttemptLimit limit, String process) {
    this.store = store;
    this.process = process;
    this.directory = directory(limit);
  }

  private static String directory(AttemptLimit limit) {
    return ShardAttempts.directory(limit) + "notices/";
  }

  /** Forgets the notices of a job that has failed. Its attempts say why. */
  public static void forget(ObjectStore store, AttemptLimit limit) throws IOException {
    for (StoredObject object : store.list(directory(limit))) {
      store.delete(object.name());
    }
  }

  /** Records that this process has made a shard in a stage. */
  void able(String stage) throws IOException {
    write("able/" + stage + "/" + id(), record().build());
  }

  /** Returns whether any process has made a shard in a stage. */
  boolean isAnyAble(String stage) throws IOException {
    return !store.list(directory + "able/" + stage + "/").isEmpty();
  }

  /** Returns whether a process other than this one has made a shard in a stage. */
  boolean isAnotherAble(String stage) throws IOException {
    return isAnotherIn("able/" + stage + "/");
  }

  /** Returns whether a process other than this one has made a shard in any stage. */
  public boolean isAnotherAble() throws IOException {
    return isAnotherIn("able/");
  }

  private boolean isAnotherIn(String prefix) throws IOException {
    return store.list(directory + prefix).stream()
        .anyMatch(object -> !object.name().endsWith("/" + id()));
  }

  /** Records that a shard failed here and should be begun elsewhere. */
  void wanted(String stage, Shard shard, String cause) throws IOException {
    AttemptRecord.Builder notice =
        record()
            .setShard(shard.getIndex())
            .setFirstSample(shard.getFirstSample())
            .setSamples(shard.getSamples())
            .setFailure(cause);
    if (shard.hasStage()) {
      notice.setUnit(shard.getStage().name());
    }
    write(wantedName(stage, shard), notice.build());
  }

  /** Returns the shards that need another worker. */
  List<Shard> wanted(String stage) throws IOException {
    List<Shard> shards = new ArrayList<>();
    for (StoredObject object : store.list(directory + "wanted/" + stage + "/")) {
      shards.add(shard(read(object)));
    }
    return List.copyOf(shards);
  }

  /** Forgets that a shard needs another worker. */
  void settled(String stage, Shard shard) throws IOException {
    store.delete(directory + wantedName(stage, shard));
  }

  /**
   * Records that this process could not be set up.
   *
   * @param times how often it has failed so far
   */
  public void notSetUp(int times, String cause) throws IOException {
    write("set-up/" + id(), record().setAttempt(times).setFailure(cause).build());
  }

  /** Records that this process was set up after all. */
  public void setUp() throws IOException {
    store.delete(directory + "set-up/" + id());
  }

  /** Returns the processes that could not be set up, with how often they failed and why. */
  public List<AttemptRecord> notSetUp() throws IOException {
    List<AttemptRecord> records = new ArrayList<>();
    for (StoredObject object : store.list(directory + "set-up/")) {
      records.add(read(object));
    }
    return List.copyOf(records);
  }

  private AttemptRecord read(StoredObject object) throws IOException {
    return StoreFormat.readMessage(store, object.name(), AttemptRecord.newBuilder()).build();
  }

  private static Shard shard(AttemptRecord notice) {
    Shard.Builder shard =
        Shard.newBuilder()
            .setIndex(notice.getShard())
            .setFirstSample(notice.getFirstSample())
            .setSamples(notice.getSamples());
    if (notice.hasUnit()) {
      shard.setStage(WorkStage.valueOf(notice.getUnit()));
    }
    return shard.build();
  }

  private AttemptRecord.Builder record() {
    return AttemptRecord.newBuilder().setWorker(Worker.name()).setProcess(process);
  }

  private String id() {
    return String.format(ROOT, "%08x.textproto", process.hashCode());
  }

  private static String wantedName(String stage, Shard shard) {
    return String.format(ROOT, "wanted/%s/%05d.textproto", stage, shard.getIndex());
  }

  private void write(String name, AttemptRecord notice) throws IOException {
    StoreFormat.writeMessage(store, directory + name, notice);
  }
}
