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
 * Files and folders under names of a moment, which a process gives what it makes until that is
 * whole. Those of killed processes are removed by whoever makes the next in the same folder.
 */
public final class TemporaryLeftovers {
  /** While a process lives it writes to its file within minutes. */
  static final Duration LEFTOVER_AFTER = Duration.ofDays(1);

  /** What those names begin with that stand beside a lock or a shared folder. */
  static final String MADE = ".upstack-";

  private static final Logger logger = LoggerFactory.getLogger(TemporaryLeftovers.class);
  private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  private TemporaryLeftovers() {}

  /** Removes those of this user whose names are the prefix and a UUID. */
  public static void remove(Path folder, String prefix, Clock clock) {
    remove(folder, Pattern.compile(Pattern.quote(prefix) + UUID), clock);
  }

  /** Removes those of this user which have such names. What cannot be removed is passed over. */
  public static void remove(Path folder, Pattern name, Clock clock) {
    remove(folder, name, clock, Files::delete);
  }

  /** The same of folders with all that is in them. */
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
