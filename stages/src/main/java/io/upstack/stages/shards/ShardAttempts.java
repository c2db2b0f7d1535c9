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
 * Counts how often a shard was begun. The marks are written to the store before the work starts, so
 * that an attempt that killed its process is counted too. The marks of a shard are removed when it
 * is done.
 *
 * <p>A shard is given up only for failures of its own. Failures are counted by distinct processes,
 * as far as the job has several, so one broken worker does not make the job give up a shard. A
 * process that died may have been working on other shards, or may have been taken away. Its shards
 * are therefore suspected: from then on each of them is begun alone in its process, and only the
 * deaths of such processes count.
 */
public final class ShardAttempts {
  /** The directory of all marks in an output. */
  public static final String DIRECTORY = "attempts/";

  private final ObjectStore store;
  private final AttemptLimit limit;
  private final String process;
  private final String directory;

  /**
   * The attempts of a job, as made by this process.
   *
   * @param first the layout of the first stage that shards are taken through
   */
  public ShardAttempts(ObjectStore store, AttemptLimit limit, ShardLayout first) {
    this(store, limit, first, Worker.process());
  }

  /**
   * @param process the process that begins attempts, as {@link Worker#process} names it
   */
  ShardAttempts(ObjectStore store, AttemptLimit limit, ShardLayout first, String process) {
    this.store = store;
    this.limit = limit;
    this.process = process;
    this.directory = directory(limit) + key(first) + "/";
  }

  /**
   * Returns a part of a name that distinguishes the shards of a stage from those of other stages.
   */
  static String key(ShardLayout first) {
    return first.directory().replace('/', '-').toLowerCase(Locale.ROOT);
  }

  /** The way an attempt is made. */
  enum Manner {
    /** The shard is begun among others in its process. */
    ORDINARY,
    /** The shard is begun with no other at work in its process, because it is suspected. */
    ALONE,
    /** The shard is begun by a worker that was not given it. */
    HELPING
  }

  String process() {
    return process;
  }

  /** Returns the number of processes that the job began with. */
  int workers() {
    return Math.max(1, limit.getWorkers());
  }

  int limit() {
    return limit.getLimit();
  }

  /** Returns the attempts at a shard so far, in order. */
  public List<AttemptRecord> of(Shard shard) throws IOException {
    return read(prefix(shard));
  }

  /** Returns the attempts at all shards of the job. */
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

  /** Returns whether a shard with these attempts should be given up. */
  public boolean isSpent(List<AttemptRecord> attempts) {
    List<AttemptRecord> failures = attempts.stream().filter(AttemptRecord::hasFailure).toList();
    long processes = failures.stream().map(ShardAttempts::process).distinct().count();
    long deaths = attempts.stream().filter(this::isDeath).filter(AttemptRecord::getAlone).count();
    return (failures.size() >= limit() && processes >= Math.min(limit(), workers()))
        // The other workers are gone, or never get to the shard.
        || failures.size() >= 2 * limit()
        || deaths >= limit();
  }

  /** Returns whether one of these attempts may have ended its process. */
  boolean isSuspected(List<AttemptRecord> attempts) {
    return attempts.stream().anyMatch(this::isDeath);
  }

  /** Returns whether one of these attempts failed in this process. */
  boolean hasFailedHere(List<AttemptRecord> attempts) {
    return attempts.stream()
        .anyMatch(attempt -> attempt.hasFailure() && process(attempt).equals(process));
  }

  /** Returns whether another worker has come to help with the shard and has not failed. */
  boolean isHelped(List<AttemptRecord> attempts) {
    return attempts.stream()
        .anyMatch(
            attempt ->
                attempt.getHelping() && !attempt.hasFailure() && !process(attempt).equals(process));
  }

  /**
   * Returns whether the attempt was begun by another process, to which the shard belonged, and has
   * not ended.
   */
  private boolean isDeath(AttemptRecord attempt) {
    return !attempt.hasFailure() && !attempt.getHelping() && !process(attempt).equals(process);
  }

  private static String process(AttemptRecord attempt) {
    return attempt.hasProcess() ? attempt.getProcess() : attempt.getWorker();
  }

  /**
   * Records that the shard is begun at this stage. The attempt's number is one more than the
   * highest, because there may be fewer marks than that: attempts can be withdrawn.
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

  /** Records why the attempt failed. */
  AttemptRecord fail(Shard shard, AttemptRecord attempt, String cause) throws IOException {
    AttemptRecord failed = attempt.toBuilder().setFailure(cause).build();
    write(shard, failed);
    return failed;
  }

  /** Forgets an attempt that neither succeeded nor failed, but was ended from outside. */
  void withdraw(Shard shard, AttemptRecord attempt) throws IOException {
    store.delete(name(shard, attempt));
  }

  /** Forgets all attempts at a shard that is done, and returns how many there were. */
  int forget(Shard shard) throws IOException {
    List<StoredObject> marks = store.list(prefix(shard));
    for (StoredObject object : marks) {
      store.delete(object.name());
    }
    return marks.size();
  }

  /**
   * Forgets everything that a job has recorded once it has done its work, including the notices of
   * its workers.
   */
  public static void forget(ObjectStore store, AttemptLimit limit) throws IOException {
    for (StoredObject object : store.list(directory(limit))) {
      store.delete(object.name());
    }
  }

  /**
   * Forgets the records of jobs that were lost or failed long ago. Use this where a job of another
   * command may be at work, such as in a cache.
   */
  public static void forgetOld(ObjectStore store, Clock clock) throws IOException {
    PassingObjects.removeOld(store, DIRECTORY, clock);
  }

  /** Returns the directory of everything that a job records. */
  static String directory(AttemptLimit limit) {
    return DIRECTORY + limit.getLaunch() + "/";
  }

  /** Forgets all attempts in an output that is complete. */
  public static void forgetAll(ObjectStore store) throws IOException {
    for (StoredObject object : store.list(DIRECTORY)) {
      store.delete(object.name());
    }
  }

  /** Describes why a shard is given up: the last known cause, and where each attempt was made. */
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

  /**
   * Returns a name that includes the process, so that two processes that begin a shard at the same
   * moment each leave a mark.
   */
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
