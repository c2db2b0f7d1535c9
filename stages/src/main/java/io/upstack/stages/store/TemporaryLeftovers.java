package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files and folders with temporary names, which processes use until the file or folder is whole.
 * Those of killed processes are removed by the next process that makes one in the same folder.
 */
public final class TemporaryLeftovers {
  /** The age of a leftover. A live process writes to its file within minutes. */
  static final Duration LEFTOVER_AFTER = Duration.ofDays(1);

  /** The prefix of temporary names next to a lock or a shared folder. */
  static final String MADE = ".upstack-";

  private static final Logger logger = LoggerFactory.getLogger(TemporaryLeftovers.class);
  private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private TemporaryLeftovers() {}

  /** Removes this user's leftovers whose names are the prefix and a UUID. */
  public static void remove(Path folder, String prefix, Clock clock) {
    remove(folder, Pattern.compile(Pattern.quote(prefix) + UUID), clock);
  }

  /**
   * Removes this user's leftovers whose names match the pattern. Leftovers that cannot be removed
   * are skipped.
   */
  public static void remove(Path folder, Pattern name, Clock clock) {
    remove(folder, name, clock, Files::delete);
  }

  /**
   * Removes this user's leftover folders whose names match the pattern, with everything in them.
   * Folders that cannot be removed are skipped.
   */
  public static void removeFolders(Path folder, Pattern name, Clock clock) {
    remove(folder, name, clock, FileTree::delete);
  }

  @FunctionalInterface
  private interface Removal {
    void remove(Path entry) throws IOException;
  }

  private static void remove(Path folder, Pattern name, Clock clock, Removal removal) {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder, entry -> name.matcher(entry.getFileName().toString()).matches())) {
      for (Path entry : entries) {
        removeIfLeft(entry, clock, removal);
      }
    } catch (IOException exception) {
      logger.debug("{} is not looked through for leftovers", folder, exception);
    }
  }

  private static void removeIfLeft(Path entry, Clock clock, Removal removal) {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(entry, "unix:uid,isSymbolicLink", LinkOption.NOFOLLOW_LINKS);
      boolean isOurs =
          attributes.get("uid").equals(SharedFolder.currentUser())
              && attributes.get("isSymbolicLink").equals(false);
      boolean isOld =
          Files.getLastModifiedTime(entry, LinkOption.NOFOLLOW_LINKS)
              .toInstant()
              .isBefore(clock.instant().minus(LEFTOVER_AFTER));
      if (isOurs && isOld) {
        removal.remove(entry);
      }
    } catch (IOException exception) {
      logger.debug("the leftover {} is passed over", entry, exception);
    }
  }
}
