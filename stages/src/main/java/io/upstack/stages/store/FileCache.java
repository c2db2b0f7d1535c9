package io.upstack.stages.store;

import io.upstack.proto.CloudStorage;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Inputs from buckets as files of this machine, each downloaded once, for all processes of a user.
 * A file that was handed out stays until the cache is closed, and after that until others need its
 * room: what was used longest ago goes first.
 */
final class FileCache implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(FileCache.class);
  private static final long PAUSE_MILLIS = 50;
  private static final long DEFAULT_BYTES = 20L << 30;

  private final Path directory;
  private final CacheRoom room;
  private final Clock clock;
  private final Map<CacheEntry, FileChannel> held = new HashMap<>();

  FileCache(Path directory, long bytes, Clock clock) {
    this.directory = directory;
    this.room = new CacheRoom(directory, bytes);
    this.clock = clock;
  }

  static FileCache of(CloudStorage settings) {
    Path directory =
        settings.hasCacheDirectory()
            ? Path.of(settings.getCacheDirectory())
            : CacheDirectory.standard(System.getenv());
    long bytes = settings.hasCacheBytes() ? settings.getCacheBytes() : DEFAULT_BYTES;
    return new FileCache(directory, bytes, Clock.systemUTC());
  }

  /** Whether the object leaves room for others of its size. */
  boolean hasRoomFor(GcsObject object) {
    return object.size() <= room.bytes() / 2;
  }

  /**
   * The file of an object, downloaded if it is not there.
   *
   * @throws IOException naming the object, if it can't be read, arrives damaged twice, or is larger
   *     than the cache
   */
  Path file(GcsClient client, GcsObject object) throws IOException {
    Files.createDirectories(directory);
    CacheEntry entry = CacheEntry.of(directory.toRealPath(), object);
    Path file = entry.content(object);
    // One string for all that share this process, also those of other class loaders.
    synchronized (entry.directory().toString().intern()) {
      if (isHeld(entry) && Files.exists(file)) {
        entry.touch(clock.instant());
        return file;
      }
      obtain(client, object, entry);
      entry.touch(clock.instant());
      return file;
    }
  }

  private void obtain(GcsClient client, GcsObject object, CacheEntry entry) throws IOException {
    FileChannel channel = entry.openLock();
    boolean kept = false;
    try {
      while (!lockedWhole(channel, object, entry)) {
        // Whoever has a lock now downloads it, or looks whether it is there.
        try (FileLock alone = channel.tryLock()) {
          if (alone != null) {
            CacheDownload.of(client, object, entry, room);
            continue;
          }
        }
        pause(entry);
      }
      hold(entry, channel);
      kept = true;
    } catch (OverlappingFileLockException e) {
      // Of another class loader of this process, which holds the content for use.
      logger.debug("{} is held already", entry.directory(), e);
    } finally {
      if (!kept) {
        channel.close();
      }
    }
  }

  /** Leaves the lock that users share if the content is whole, and none if it is not. */
  private static boolean lockedWhole(FileChannel channel, GcsObject object, CacheEntry entry)
      throws IOException {
    FileLock shared = channel.lock(0, Long.MAX_VALUE, true);
    if (CacheDownload.isWhole(object, entry)) {
      return true;
    }
    shared.release();
    return false;
  }

  private static void pause(CacheEntry entry) throws InterruptedIOException {
    try {
      logger.debug("waiting for another process, which downloads {}", entry.directory());
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while another process was downloading");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private synchronized boolean isHeld(CacheEntry entry) {
    return held.containsKey(entry);
  }

  private synchronized void hold(CacheEntry entry, FileChannel channel) throws IOException {
    FileChannel before = held.put(entry, channel);
    if (before != null) {
      before.close();
    }
  }

  @Override
  public synchronized void close() {
    for (FileChannel channel : held.values()) {
      try {
        channel.close();
      } catch (IOException e) {
        logger.debug("a lock of the cache is left to the end of the process", e);
      }
    }
    held.clear();
  }
}
