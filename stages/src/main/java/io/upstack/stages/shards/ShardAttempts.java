package io.upstack.stages.shards;

import static java.util.Locale.ROOT;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.AttemptRecord;
import io.upstack.proto.Shard;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts how often a shard was begun, in the store and before the work, so that an attempt that
 * killed its process counts too. The marks of a shard go when it is done.
 */
public final class ShardAttempts {
  /** Of all marks in an output. */
  public static final String DIRECTORY = "attempts/";

  private final ObjectStore store;
  private final AttemptLimit limit;
  private final String directory;

  /**
   * The attempts of a job.
   *
   * @param first layout of the first stage that shards are taken through
   */
  public ShardAttempts(ObjectStore store, AttemptLimit limit, ShardLayout first) {
    this.store = store;
    this.limit = limit;
    this.directory =
        "%s%s/%s/"
            .formatted(
                DIRECTORY,
                limit.getLaunch(),
                first.directory().replace('/', '-').toLowerCase(Locale.ROOT));
  }

  /** Those of a shard so far, in their order. */
  public List<AttemptRecord> of(Shard shard) throws IOException {
    List<AttemptRecord> records = new ArrayList<>();
    for (StoredObject object : store.list(prefix(shard))) {
      records.add(
          StoreFormat.readMessage(store, object.name(), AttemptRecord.newBuilder()).build());
    }
    return List.copyOf(records);
  }

  /** Whether a shard with these attempts is to be given up. */
  public boolean isSpent(List<AttemptRecord> attempts) {
    return attempts.size() >= limit.getLimit();
  }

  /** Notes that the shard is begun, at this stage. */
  public AttemptRecord begin(Shard shard, String stage, List<AttemptRecord> before)
      throws IOException {
    AttemptRecord attempt =
        AttemptRecord.newBuilder()
            .setShard(shard.getIndex())
            .setAttempt(before.size() + 1)
            .setStage(stage)
            .setWorker(Worker.name())
            .build();
    write(shard, attempt);
    return attempt;
  }

  /** Notes why it failed. */
  public AttemptRecord fail(Shard shard, AttemptRecord attempt, String cause) throws IOException {
    AttemptRecord failed = attempt.toBuilder().setFailure(cause).build();
    write(shard, failed);
    return failed;
  }

  /** Forgets an attempt that was neither done nor failed, but ended from outside. */
  public void withdraw(Shard shard, AttemptRecord attempt) throws IOException {
    store.delete(name(shard, attempt));
  }

  /** Forgets all of a shard that is done. */
  public void forget(Shard shard) throws IOException {
    for (StoredObject object : store.list(prefix(shard))) {
      store.delete(object.name());
    }
  }

  /** Forgets all of an output in which nothing is missing any more. */
  public static void forgetAll(ObjectStore store) throws IOException {
    for (StoredObject object : store.list(DIRECTORY)) {
      store.delete(object.name());
    }
  }

  /** Why a shard is given up: the last cause that is known, and where each attempt was made. */
  public static String describe(Shard shard, List<AttemptRecord> attempts) {
    AttemptRecord last = attempts.get(attempts.size() - 1);
    Optional<String> cause =
        attempts.stream()
            .filter(AttemptRecord::hasFailure)
            .map(AttemptRecord::getFailure)
            .reduce((earlier, later) -> later);
    String workers =
        String.join(
            ", ",
            attempts.stream()
                .map(
                    attempt ->
                        attempt.getWorker() + (attempt.hasFailure() ? "" : " (died or was lost)"))
                .toList());
    return "%s; given up after %d attempts, on %s"
        .formatted(
            cause.orElseGet(
                () -> ShardTitle.of(last.getStage(), shard) + ": its process ends each time"),
            attempts.size(),
            workers);
  }

  private void write(Shard shard, AttemptRecord attempt) throws IOException {
    StoreFormat.writeMessage(store, name(shard, attempt), attempt);
  }

  private String name(Shard shard, AttemptRecord attempt) {
    return String.format(ROOT, "%s%03d.textproto", prefix(shard), attempt.getAttempt());
  }

  private String prefix(Shard shard) {
    return String.format(ROOT, "%s%05d-", directory, shard.getIndex());
  }
}
