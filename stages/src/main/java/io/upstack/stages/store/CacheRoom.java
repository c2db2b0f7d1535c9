package io.upstack.stages.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a cache within its size: before a download takes its space, it evicts content that nobody
 * uses.
 *
 * @param locks the locks of the users of content
 * @param bytes the number of bytes that all content may have together
 */
record CacheRoom(Path directory, MachineLocks locks, long bytes) {
  private static final Logger logger = LoggerFactory.getLogger(CacheRoom.class);

  /**
   * Makes room for the given number of bytes in an entry, and reserves it with a file of that size.
   * The caller must be using the entry and be the only one to fill it.
   *
   * @param what the thing that needs the room, for the message
   * @throws CacheFullException if everything in the cache is in use
   */
  void take(CacheEntry entry, long size, Object what) throws IOException {
    Path lock = directory.toRealPath().resolve(".lock");
    synchronized (lock.toString().intern()) {
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock alone = channel.lock()) {
        logger.debug("{} is locked: {}", directory, alone);
        entry.delete();
        makeRoom(entry, size, what);
        reserve(entry.part(), size);
      }
    }
  }

  private void makeRoom(CacheEntry own, long size, Object what) throws IOException {
    List<CacheEntry> others = new ArrayList<>(CacheEntry.all(directory.toRealPath()));
    others.remove(own);
    long used = 0;
    for (CacheEntry entry : others) {
      used += entry.size();
    }
    Deque<CacheEntry> oldest = new ArrayDeque<>(byUse(others));
    while (used + size > bytes && !oldest.isEmpty()) {
      used -= evict(oldest.pop());
    }
    if (used + size > bytes) {
      throw new CacheFullException(
          "%s has %d bytes; the cache in %s may have %d, of which %d are in use: raise --gcs-cache-size, or give another --gcs-cache"
              .formatted(what, size, directory, bytes, used));
    }
  }

  private static List<CacheEntry> byUse(List<CacheEntry> entries) {
    return entries.stream().sorted(Comparator.comparing(CacheRoom::used)).toList();
  }

  private static Instant used(CacheEntry entry) {
    try {
      return entry.used();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the number of bytes that became free, which is 0 if the content is in use. */
  private long evict(CacheEntry entry) throws IOException {
    Optional<MachineLocks.Held> alone = locks.tryLock(entry.name(), MachineLocks.Mode.EXCLUSIVE);
    if (alone.isEmpty()) {
      return 0;
    }
    try (MachineLocks.Held held = alone.get()) {
      long size = entry.size();
      entry.delete();
      return size;
    }
  }

  /** Makes the file as long as it will be, so that other processes count it. */
  private static void reserve(Path part, long size) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      if (size > 0) {
        channel.write(ByteBuffer.wrap(new byte[1]), size - 1);
      }
    }
    logger.debug("{} bytes are taken in {}: {}", size, part, Files.exists(part));
  }
}
