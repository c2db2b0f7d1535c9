package io.upstack.stages.store;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects that a command or a job makes for its own use and removes when it ends. A later command
 * or job removes those of killed ones, once they are so old that nothing can use them any more.
 */
public final class PassingObjects {
  /** The prefix of the names of those at the root of a store. */
  static final String PREFIX = "upstack-";

  /**
   * The age of a leftover. Such an object is used for minutes; a mark of a shard is used until the
   * shard is done.
   */
  public static final Duration LEFTOVER_AFTER = Duration.ofDays(7);

  private static final Logger logger = LoggerFactory.getLogger(PassingObjects.class);

  private PassingObjects() {}

  /**
   * Returns a name that no other object has.
   *
   * @param use the use of the object, such as probe
   */
  public static String name(String use) {
    return PREFIX + use + "-" + UUID.randomUUID();
  }

  /**
   * Removes the objects whose names begin with {@code prefix} and that are too old to be in use.
   * Objects that cannot be removed are skipped.
   */
  public static void removeOld(ObjectStore store, String prefix, Clock clock) throws IOException {
    removeOld(store, store.times(prefix), clock);
  }

  static void removeOld(ObjectStore store, Map<String, Instant> times, Clock clock) {
    Instant oldest = clock.instant().minus(LEFTOVER_AFTER);
    times.forEach(
        (name, time) -> {
          if (time.isBefore(oldest)) {
            remove(store, name);
          }
        });
  }

  private static void remove(ObjectStore store, String name) {
    try {
      store.delete(name);
    } catch (IOException exception) {
      logger.debug("the leftover {} in {} is passed over", name, store.root(), exception);
    }
  }
}
