package io.upstack.stages.shards;

import static java.util.Locale.ROOT;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.AttemptRecord;
import io.upstack.proto.Shard;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.PassingObjects;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Counts how often a shard was begun, in the store and before the work, so that an attempt that
 * killed its process is known too. The marks of a shard go when it is done.
 *
 * <p>A shard is given up for what it did itself. Failures count by distinct processes, as far as
 * the job has several: one broken worker gives up no shard. A process that died may have had other
 * shards at work, or was taken away: its shards are suspected, each of them is begun alone in its
 * process from then on, and only the deaths of such processes count.
 */
public final class ShardAttempts {
  /** Of all marks in an output. */
  public static final String DIRECTORY = "attempts/";

  private final ObjectStore store;
  private final AttemptLimit limit;
  private final String process;
  private final String directory;

  /**
   * The attempts of a job, by this process.
   *
   * @param first layout of the first stage that shards are taken through
   */
  public ShardAttempts(ObjectStore store, AttemptLimit limit, ShardLayout first) {
    this(store, limit, first, Worker.process());
  }

  /**
   * @param process that begins attempts, as {@link Worker#process} names it
   */
  ShardAttempts(ObjectStore store, AttemptLimit limit, ShardLayout first, String process) {
    this.store = store;
    this.limit = limit;
    this.process = process;
    this.directory = directory(limit) + key(first) + "/";
  }

  /** Tells the shards of a stage from those of others, as a part of a name. */
  static String key(ShardLayout first) {
    return first.directory().replace('/', '-').toLowerCase(Locale.ROOT);
  }

  /** How an attempt comes about. */
  enum Manner {
    /** Among others in its process. */
    ORDINARY,
    /** With no other at work in its process, because it is suspected. */
    ALONE,
    /** By a worker that was not given the shard. */
    HELPING
  }

  String process() {
    return process;
  }

  /** Processes that the job began with. */
  int workers() {
    return Math.max(1, limit.getWorkers());
  }

  int limit() {
    return limit.getLimit();
  }

  /** Those of a shard so far, in their order. */
  public List<AttemptRecord> of(Shard shard) throws IOException {
    return read(prefix(shard));
  }

  /** Those of all shards of the job. */
  List<AttemptRecord> all() throws IOException {
    return read(directory);
  }

  private List<AttemptRecord> read(String prefix) throws IOException {
    List<AttemptRecord> records = new ArrayList<>();
    for (StoredObject object : store.list(prefix)) {
      records.add(
          StoreFormat.readMessage(store, object.name(), AttemptRecord.newBuilder()).build());
    }
    records.sort(Comparator.comparingInt(AttemptRecord::getAttempt));
    return List.copyOf(records);
  }

  /** Whether a shard with these attempts is to be given up. */
  public boolean isSpent(List<AttemptRecord> attempts) {
    List<AttemptRecord> failures = attempts.stream().filter(AttemptRecord::hasFailure).toList();
    long processes = failures.stream().map(ShardAttempts::process).distinct().count();
    long deaths = attempts.stream().filter(this::isDeath).filter(AttemptRecord::getAlone).count();
    return (failures.size() >= limit() && processes >= Math.min(limit(), workers()))
        // The other workers are gone, or never come to it.
        || failures.size() >= 2 * limit()
        || deaths >= limit();
  }

  /** Whether one of these attempts may have ended its process. */
  boolean isSuspected(List<AttemptRecord> attempts) {
    return attempts.stream().anyMatch(this::isDeath);
  }

  /** Whether this process has failed at one of these attempts. */
  boolean hasFailedHere(List<AttemptRecord> attempts) {
    return attempts.stream()
        .anyMatch(attempt -> attempt.hasFailure() && process(attempt).equals(process));
  }

  /** Whether another worker has come to help with the shard, and has not ended. */
  boolean isHelped(List<AttemptRecord> attempts) {
    return attempts.stream()
        .anyMatch(
            attempt ->
                attempt.getHelping() && !attempt.hasFailure() && !process(attempt).equals(process));
  }

  /** Whether it was begun by another process, to which the shard belonged, and has not ended. */
  private boolean isDeath(AttemptRecord attempt) {
    return !attempt.hasFailure() && !attempt.getHelping() && !process(attempt).equals(process);
  }

  private static String process(AttemptRecord attempt) {
    return attempt.hasProcess() ? attempt.getProcess() : attempt.getWorker();
  }

  /**
   * Notes that the shard is begun, at this stage. Its number is the one after the highest: fewer
   * marks than that may be left, because attempts are withdrawn.
   */
  AttemptRecord begin(Shard shard, String stage, List<AttemptRecord> before, Manner manner)
      throws IOException {
    AttemptRecord.Builder attempt =
        AttemptRecord.newBuilder()
            .setShard(shard.getIndex())
            .setAttempt(before.stream().mapToInt(AttemptRecord::getAttempt).max().orElse(0) + 1)
            .setStage(stage)
            .setWorker(Worker.name())
            .setProcess(process);
    switch (manner) {
      case ORDINARY -> {}
      case ALONE -> attempt.setAlone(true);
      case HELPING -> attempt.setHelping(true);
    }
    write(shard, attempt.build());
    return attempt.build();
  }

  /** Notes why it failed. */
  AttemptRecord fail(Shard shard, AttemptRecord attempt, String cause) throws IOException {
    AttemptRecord failed = attempt.toBuilder().setFailure(cause).build();
    write(shard, failed);
    return failed;
  }

  /** Forgets an attempt that was neither done nor failed, but ended from outside. */
  void withdraw(Shard shard, AttemptRecord attempt) throws IOException {
    store.delete(name(shard, attempt));
  }

  /** Forgets all of a shard that is done, and returns how many there were. */
  int forget(Shard shard) throws IOException {
    List<StoredObject> marks = store.list(prefix(shard));
    for (StoredObject object : marks) {
      store.delete(object.name());
    }
    return marks.size();
  }

  /** Forgets all that a job has noted which has done its work, also what its workers told. */
  public static void forget(ObjectStore store, AttemptLimit limit) throws IOException {
    for (StoredObject object : store.list(directory(limit))) {
      store.delete(object.name());
    }
  }

  /**
   * Forgets what jobs have noted that were lost or failed long ago. To be used where a job of
   * another command may be at work, as in a cache.
   */
  public static void forgetOld(ObjectStore store, Clock clock) throws IOException {
    PassingObjects.removeOld(store, DIRECTORY, clock);
  }

  /** Of all that a job notes. */
  static String directory(AttemptLimit limit) {
    return DIRECTORY + limit.getLaunch() + "/";
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

  /** Of the process too: two that begin a shard at the same moment leave a mark each. */
  private String name(Shard shard, AttemptRecord attempt) {
    return String.format(
        ROOT,
        "%s%03d-%08x.textproto",
        prefix(shard),
        attempt.getAttempt(),
        attempt.getProcess().hashCode());
  }

  private String prefix(Shard shard) {
    return String.format(ROOT, "%s%05d-", directory, shard.getIndex());
  }
}
