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
 * How this process reaches buckets: one client, one cache of downloaded inputs, and the generation
 * that each input had when it was first seen. A command sets it when it begins; its workers are
 * told the same in their {@link io.upstack.proto.WorkOrder}.
 *
 * <p>Workers of a cluster outlive their jobs. So each part of a job says when it joins and when it
 * leaves, and with the last of them the client is closed, and the cache may evict what they used.
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

  /** Who has joined and not left. Guarded by the class, and so are the next two. */
  private int users;

  /** Whether a command of this process has begun with it, whose end is that of the process. */
  private boolean isOfCommand;

  private Buckets(CloudStorage settings, GcsPatience patience) {
    this.settings = settings.toBuilder().clearInputs().build();
    this.patience = patience;
    add(settings);
  }

  /** From now on buckets are reached so, and inputs may be of any generation. */
  public static void begin(CloudStorage settings) {
    begin(settings, GcsPatience.standard());
  }

  /** The same with other times. */
  public static synchronized void begin(CloudStorage settings, GcsPatience patience) {
    Buckets before = current;
    current = new Buckets(settings, patience);
    current.isOfCommand = true;
    before.isOfCommand = false;
    before.closeIfUnused();
  }

  /** A part of this process's work that reaches buckets, until it is closed. */
  public interface Use extends AutoCloseable {
    @Override
    void close();
  }

  /** Takes part in what another process has begun: its inputs are those of here. */
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

  /** Whoever comes next with the same settings opens a client of their own. */
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

  /** What other processes need in order to {@link #join}. */
  public static CloudStorage description() {
    return current().describe();
  }

  static synchronized Buckets current() {
    return current;
  }

  /** One for all, opened when it is first needed: most commands use no bucket. */
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
   * The store at a location. That its bucket is there and may be listed is looked at once: workers
   * open stores for each little piece of work.
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
   * The input at a location, as it is now.
   *
   * @throws GcsChangedException if it is not what it was when it was first seen
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
   * The input that a listing showed. Of these there may be as many as there are pictures of a
   * directory: each process holds them to what it saw first, but they are not described to others.
   *
   * @throws GcsChangedException if it is not what it was when it was first seen
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
