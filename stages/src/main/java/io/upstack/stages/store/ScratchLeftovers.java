package io.upstack.stages.store;

import static java.util.Locale.ROOT;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scratch directories of processes that were killed. */
final class ScratchLeftovers {
  static final String LOCK = ".lock";

  /** The age of a leftover without a lock. A younger one may still be in the making. */
  static final Duration LEFTOVER_AFTER = Duration.ofHours(1);

  private static final Logger logger = LoggerFactory.getLogger(ScratchLeftovers.class);
  private static final String PREFIX = "upstack-";

  private ScratchLeftovers() {}

  /**
   * Returns the prefix of the names of this process's directories, which no other process uses. A
   * process id alone is not enough: it is reused after the process has ended, and in containers the
   * first process always has the same one.
   */
  static String ownPrefix() {
    ProcessHandle process = ProcessHandle.current();
    long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return String.format(ROOT, "%s%d-%d-", PREFIX, process.pid(), started);
  }

  /**
   * Removes the leftovers of this user. The folder belongs to all users, so the lock in another
   * user's directory is not opened, and no link is followed.
   */
  static void remove(Path temporary, Clock clock) throws IOException {
    String own = ownPrefix();
    try (DirectoryStream<Path> directories =
        Files.newDirectoryStream(temporary, PREFIX + "[0-9]*-[0-9]*-*")) {
      for (Path directory : directories) {
        // Opening a lock's file and closing it again would make this process lose its lock.
        if (!directory.getFileName().toString().startsWith(own)) {
          removeIfLeft(directory, clock);
        }
      }
    }
  }

  private static void removeIfLeft(Path directory, Clock clock) {
    Path lock = directory.resolve(LOCK);
    if (!isOwn(directory)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.tryLock() != null) {
        FileTree.delete(directory);
      }
    } catch (NoSuchFileException exception) {
      removeIfOld(directory, clock);
    } catch (IOException | OverlappingFileLockException exception) {
      logger.debug("{} is passed over", directory, exception);
    }
  }

  private static boolean isOwn(Path directory) {
    try {
      return SharedFolder.isOwn(directory);
    } catch (IOException exception) {
      logger.debug("{} is passed over", directory, exception);
      return false;
    }
  }

  private static void removeIfOld(Path directory, Clock clock) {
    try {
      Instant modified =
          Files.getLastModifiedTime(directory, LinkOption.NOFOLLOW_LINKS).toInstant();
      if (modified.isBefore(clock.instant().minus(LEFTOVER_AFTER))) {
        FileTree.delete(directory);
      }
    } catch (IOException exception) {
      logger.debug("{} is passed over", directory, exception);
    }
  }
}
