package io.upstack.stages.watch;

import io.upstack.proto.WatchLease;
import io.upstack.stages.shards.Worker;
import io.upstack.stages.store.NoSuchObjectException;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A claim of this process on a piece of work, which other processes respect. The claim is an object
 * in the store. It ends when it is released, when it was not renewed in time, or when a process on
 * the same machine finds that the holder is gone.
 *
 * <p>The clocks of the machines have to agree to within the difference between the duration of a
 * claim and the time between two renewals. Two holders at once would do the work twice, and no
 * result would be lost.
 */
public final class Lease {
  /** The directory of all claims in a store. */
  public static final String DIRECTORY = "watch/leases/";

  /** For how long a claim lasts without a renewal. */
  public static final Duration DURATION = Duration.ofMinutes(5);

  /** How often the holder should renew a claim. */
  public static final Duration RENEWAL = Duration.ofMinutes(1);

  private final ObjectStore store;
  private final Clock clock;
  private StoredObject object;
  private WatchLease claim;

  private Lease(ObjectStore store, Clock clock, StoredObject object, WatchLease claim) {
    this.store = store;
    this.clock = clock;
    this.object = object;
    this.claim = claim;
  }

  /**
   * Claims a piece of work.
   *
   * @param work a name for the work that is a part of an object's name
   * @return the claim; empty if another process holds one
   */
  public static Optional<Lease> take(ObjectStore store, String work, Clock clock)
      throws IOException {
    return take(store, work, clock, holder());
  }

  static Optional<Lease> take(ObjectStore store, String work, Clock clock, WatchLease holder)
      throws IOException {
    String name = DIRECTORY + work + ".textproto";
    WatchLease claim =
        holder.toBuilder()
            .setId(UUID.randomUUID().toString())
            .setExpires(clock.instant().plus(DURATION).toEpochMilli())
            .build();
    Optional<StoredObject> existing = store.find(name);
    if (existing.isEmpty()) {
      StoredObject made = store.create(name, StoreFormat.textProto(claim));
      // If another process was faster, the store returns the object of that process.
      return read(store, name).filter(claim::equals).map(own -> new Lease(store, clock, made, own));
    }
    Optional<WatchLease> other = read(store, name);
    if (other.isPresent() && !isOver(other.get(), holder, clock.instant())) {
      return Optional.empty();
    }
    return store
        .replace(existing.get(), StoreFormat.textProto(claim))
        .map(made -> new Lease(store, clock, made, claim));
  }

  /** Returns the host and the process that hold a claim on the work; empty if there is none. */
  public static Optional<String> holder(ObjectStore store, String work) throws IOException {
    return read(store, DIRECTORY + work + ".textproto").map(WatchLease::getHolder);
  }

  private static Optional<WatchLease> read(ObjectStore store, String name) throws IOException {
    if (store.find(name).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(StoreFormat.readMessage(store, name, WatchLease.newBuilder()).build());
    } catch (StoreFormat.MalformedObjectException exception) {
      // Nobody can be found to hold it.
      return Optional.empty();
    } catch (NoSuchObjectException exception) {
      return Optional.empty();
    }
  }

  private static boolean isOver(WatchLease claim, WatchLease observer, Instant now) {
    return claim.getExpires() < now.toEpochMilli() || isGone(claim, observer);
  }

  /** Returns whether the holder was a process of this machine that does not exist any more. */
  private static boolean isGone(WatchLease claim, WatchLease observer) {
    if (claim.getNamespace().isEmpty() || !claim.getNamespace().equals(observer.getNamespace())) {
      return false;
    }
    return started(claim.getProcess()) != claim.getProcessStarted();
  }

  /**
   * Makes the claim last longer.
   *
   * @return whether this process still holds it
   */
  public synchronized boolean renew() throws IOException {
    WatchLease renewed =
        claim.toBuilder().setExpires(clock.instant().plus(DURATION).toEpochMilli()).build();
    Optional<StoredObject> made = store.replace(object, StoreFormat.textProto(renewed));
    made.ifPresent(
        standing -> {
          object = standing;
          claim = renewed;
        });
    return made.isPresent();
  }

  /** Ends the claim, unless another process has taken it over. */
  public synchronized void release() throws IOException {
    if (read(store, object.name()).filter(claim::equals).isPresent()) {
      store.delete(object.name());
    }
  }

  private static WatchLease holder() {
    long process = ProcessHandle.current().pid();
    return WatchLease.newBuilder()
        .setHolder(Worker.name())
        .setNamespace(namespace())
        .setProcess(process)
        .setProcessStarted(started(process))
        .build();
  }

  /** Returns when a process started, or 0 if there is no such process or its start is not known. */
  private static long started(long process) {
    return ProcessHandle.of(process)
        .filter(ProcessHandle::isAlive)
        .flatMap(handle -> handle.info().startInstant())
        .map(Instant::toEpochMilli)
        .orElse(0L);
  }

  /**
   * Returns the identity of the kernel and of the namespace in which processes are numbered. A
   * container has a namespace of its own, even where it has the host's name.
   */
  private static String namespace() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException exception) {
      // The claims of this machine end by their time alone.
      return "";
    }
  }
}
