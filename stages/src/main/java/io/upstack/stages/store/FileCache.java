package io.upstack.stages.store;

import io.upstack.proto.CloudStorage;
import io.upstack.stages.store.MachineLocks.Held;
import io.upstack.stages.store.MachineLocks.Mode;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inputs from buckets as files of this machine, each downloaded once for all processes of a user. A
 * file that was handed out stays until the cache is closed, and after that until others need its
 * room: the least recently used files are evicted first.
 *
 * <p>Safe for use by many threads and processes, and by several caches on one directory in a
 * process, such as those of the class loaders of its jobs.
 */
final class FileCache implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(FileCache.class);
  private static final long PAUSE_MILLIS = 20;
  private static final long DEFAULT_BYTES = 20L << 30;
  private static final String LOCKS = ".locks";

  private final Path directory;
  private final MachineLocks locks;
  private final CacheRoom room;
  private final Clock clock;
  private final Map<CacheEntry, Use> uses = new HashMap<>();
  private boolean closed;

  FileCache(Path directory, long bytes, Clock clock) {
    this.directory = directory;
    this.locks = MachineLocks.ofUser(directory.resolve(LOCKS));
    this.room = new CacheRoom(directory, locks, bytes);
    this.clock = clock;
  }

  static FileCache of(CloudStorage settings) throws IOException {
    Path directory =
        settings.hasCacheDirectory()
            ? Path.of(settings.getCacheDirectory())
            : UserCaches.ofThisUser().inputs();
    long bytes = settings.hasCacheBytes() ? settings.getCacheBytes() : DEFAULT_BYTES;
    return new FileCache(directory, bytes, Clock.systemUTC());
  }

  /** Returns whether the object leaves room for another one of its size. */
  boolean hasRoomFor(GcsObject object) {
    return object.size() <= room.bytes() / 2;
  }

  /**
   * Returns the file of an object, which is downloaded if it does not exist.
   *
   * @throws IOException naming the object, if it can't be read, arrives damaged twice, or is larger
   *     than the cache; or naming the directory, if it can't be made or written
   */
  Path file(GcsClient client, GcsObject object) throws IOException {
    makeDirectory();
    CacheEntry entry = CacheEntry.of(directory.toRealPath(), object);
    entry.make();
    Use use = begin(entry);
    boolean whole = false;
    try {
      whole =
          use.whole ? CacheDownload.isThere(object, entry) : CacheDownload.isWhole(object, entry);
      if (!whole) {
        download(client, object, entry);
        whole = true;
      }
      entry.touch(clock.instant());
      return entry.content(object);
    } finally {
      end(entry, use, whole);
    }
  }

  private void makeDirectory() throws IOException {
    try {
      Files.createDirectories(directory);
      if (!Files.isWritable(directory)) {
        throw new IOException(directory + " is not writable");
      }
    } catch (IOException e) {
      throw new IOException(
          "the directory for downloaded inputs cannot be used: %s; name another by --gcs-cache or UPSTACK_CACHE"
              .formatted(FailureReason.of(e)),
          e);
    }
  }

  /** Begins to use the entry. From now on no process evicts it. */
  private Use begin(CacheEntry entry) throws IOException {
    while (true) {
      synchronized (this) {
        if (closed) {
          throw new IOException("the cache in %s is closed".formatted(directory));
        }
        Use use = uses.get(entry);
        if (use == null) {
          Optional<Held> held = locks.tryLock(entry.name(), Mode.SHARED);
          if (held.isPresent()) {
            use = new Use(held.get());
            uses.put(entry, use);
          }
        }
        if (use != null) {
          use.callers++;
          return use;
        }
      }
      pause("another process, which looks whether {} is in use", entry);
    }
  }

  /**
   * Ends a use. An entry that was never usable is released; all others are kept until the cache is
   * closed.
   */
  private synchronized void end(CacheEntry entry, Use use, boolean whole) throws IOException {
    use.whole |= whole;
    use.callers--;
    if (closed ? use.callers == 0 : use.callers == 0 && !use.whole) {
      uses.remove(entry, use);
      use.held.close();
    }
  }

  /** Downloads the object. Only one process or class loader does so at a time. */
  private void download(GcsClient client, GcsObject object, CacheEntry entry) throws IOException {
    while (true) {
      Optional<Held> turn = locks.tryLock(entry.name() + ".download", Mode.EXCLUSIVE);
      if (turn.isPresent()) {
        try (Held alone = turn.get()) {
          if (!CacheDownload.isWhole(object, entry)) {
            CacheDownload.of(client, object, entry, room);
          }
          return;
        }
      }
      pause("another process, which downloads {}", entry);
    }
  }

  private static void pause(String what, CacheEntry entry) throws InterruptedIOException {
    try {
      logger.debug("waiting for " + what, entry.directory());
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while another process was downloading");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  @Override
  public synchronized void close() throws IOException {
    closed = true;
    try (ClosedTogether unused = new ClosedTogether()) {
      for (Use use : uses.values()) {
        if (use.callers == 0) {
          unused.add(use.held);
        }
      }
      uses.values().removeIf(use -> use.callers == 0);
    }
  }

  /** The use of an entry by all threads of this cache. The cache guards it. */
  private static final class Use {
    private final Held held;
    private int callers;
    private volatile boolean whole;

    private Use(Held held) {
      this.held = held;
    }
  }
}
