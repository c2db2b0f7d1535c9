package io.upstack.stages.store;

import io.upstack.proto.CloudObject;
import io.upstack.proto.CloudStorage;
import io.upstack.stages.store.gcs.GcsChangedException;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import io.upstack.stages.store.gcs.GcsPatience;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's access to buckets: one client, one cache of downloaded inputs, and the generation
 * that each input had when it was first seen. A command sets it when it begins, and its workers
 * receive the same settings in their {@link io.upstack.proto.WorkOrder}.
 *
 * <p>Workers of a cluster outlive their jobs. Therefore each part of a job joins and leaves
 * explicitly. When the last one leaves, the client is closed and the cache may evict what they
 * used.
 */
public final class Buckets {
  private static final Logger logger = LoggerFactory.getLogger(Buckets.class);

  private static Buckets current =
      new Buckets(CloudStorage.getDefaultInstance(), GcsPatience.standard());

  private final CloudStorage settings;
  private final GcsPatience patience;
  private final Map<GcsLocation, Long> generations =
      new TreeMap<>(Comparator.comparing(GcsLocation::toString));
  private final Map<GcsLocation, Long> listed = new HashMap<>();
  private final Set<GcsLocation> stores = ConcurrentHashMap.newKeySet();
  private Optional<GcsClient> client = Optional.empty();
  private Optional<FileCache> cache = Optional.empty();

  /**
   * The number of users that have joined and not left. The class guards this field and the next
   * two.
   */
  private int users;

  /** Whether a command of this process began with it and keeps it until the process ends. */
  private boolean isOfCommand;

  private Buckets(CloudStorage settings, GcsPatience patience) {
    this.settings = settings.toBuilder().clearInputs().build();
    this.patience = patience;
    add(settings);
  }

  /** Starts to access buckets with these settings. From now on, inputs may be of any generation. */
  public static void begin(CloudStorage settings) {
    begin(settings, GcsPatience.standard());
  }

  /** Starts to access buckets with these settings and other timings. */
  public static synchronized void begin(CloudStorage settings, GcsPatience patience) {
    Buckets before = current;
    current = new Buckets(settings, patience);
    current.isOfCommand = true;
    before.isOfCommand = false;
    before.closeIfUnused();
  }

  /** A part of this process's work that accesses buckets until it is closed. */
  public interface Use extends AutoCloseable {
    @Override
    void close();
  }

  /** Joins the work that another process has begun, and takes over the inputs it has seen. */
  public static synchronized Use join(CloudStorage settings) {
    if (current.settings.equals(settings.toBuilder().clearInputs().build())) {
      current.add(settings);
    } else {
      Buckets before = current;
      current = new Buckets(settings, before.patience);
      before.isOfCommand = false;
      before.closeIfUnused();
    }
    Buckets joined = current;
    joined.users++;
    AtomicBoolean left = new AtomicBoolean();
    return () -> {
      if (left.compareAndSet(false, true)) {
        leave(joined);
      }
    };
  }

  private static synchronized void leave(Buckets buckets) {
    buckets.users--;
    buckets.closeIfUnused();
  }

  /**
   * Closes the client and the cache if nothing uses them. The next user with the same settings
   * opens a client of its own.
   */
  private void closeIfUnused() {
    if (users > 0 || isOfCommand) {
      return;
    }
    if (current == this) {
      current = new Buckets(settings, patience);
    }
    try (ClosedTogether opened = new ClosedTogether()) {
      synchronized (this) {
        client.ifPresent(opened::add);
        cache.ifPresent(opened::add);
        client = Optional.empty();
        cache = Optional.empty();
      }
    } catch (IOException | RuntimeException e) {
      logger.warn("what reached buckets could not be closed: {}", e.toString());
    }
  }

  /** Returns what other processes need in order to {@link #join}. */
  public static CloudStorage description() {
    return current().describe();
  }

  static synchronized Buckets current() {
    return current;
  }

  /**
   * Returns the one client of this process. It is opened when it is first needed, because most
   * commands use no bucket.
   */
  synchronized GcsClient client() throws IOException {
    if (client.isEmpty()) {
      client = Optional.of(GcsClient.open(settings, patience));
    }
    return client.get();
  }

  synchronized FileCache cache() throws IOException {
    if (cache.isEmpty()) {
      cache = Optional.of(FileCache.of(settings));
    }
    return cache.get();
  }

  /**
   * Returns the store at a location. It checks only once that the bucket exists and may be listed,
   * because workers open a store for every small piece of work.
   */
  ObjectStore store(GcsLocation root) throws IOException {
    if (stores.contains(root)) {
      return new GcsStore(client(), root, this::cache);
    }
    ObjectStore store = GcsStore.open(client(), root, this::cache);
    stores.add(root);
    return store;
  }

  /**
   * Returns the current input at a location.
   *
   * @throws GcsChangedException if it differs from when it was first seen
   */
  Optional<GcsObject> input(GcsLocation location) throws IOException {
    Optional<GcsObject> now = client().find(location);
    synchronized (this) {
      Long before = generations.get(location);
      if (before == null) {
        now.ifPresent(object -> generations.put(location, object.generation()));
      } else {
        OptionalLong generation = now.stream().mapToLong(GcsObject::generation).findFirst();
        requireSame(location, before, generation);
      }
      return now;
    }
  }

  /**
   * Returns an input that a listing showed. There may be as many of these as there are pictures in
   * a directory, so each process compares them with what it saw first, but does not describe them
   * to other processes.
   *
   * @throws GcsChangedException if it differs from when it was first seen
   */
  synchronized GcsObject listed(GcsObject object) throws GcsChangedException {
    GcsLocation location = object.location();
    long before =
        generations.containsKey(location)
            ? generations.get(location)
            : listed.computeIfAbsent(location, first -> object.generation());
    requireSame(location, before, OptionalLong.of(object.generation()));
    return object;
  }

  private static void requireSame(GcsLocation location, long before, OptionalLong now)
      throws GcsChangedException {
    if (!now.equals(OptionalLong.of(before))) {
      throw new GcsChangedException(location, before, now);
    }
  }

  private synchronized void add(CloudStorage described) {
    for (CloudObject input : described.getInputsList()) {
      generations.put(GcsLocation.parse(input.getLocation()), input.getGeneration());
    }
  }

  private synchronized CloudStorage describe() {
    CloudStorage.Builder described = settings.toBuilder();
    generations.forEach(
        (location, generation) ->
            described.addInputs(
                CloudObject.newBuilder()
                    .setLocation(location.toString())
                    .setGeneration(generation)));
    return described.build();
  }
}
