package io.upstack.stages.programs;

import ai.djl.util.Utils;
import io.upstack.stages.store.TemporaryLeftovers;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What processes leave that are killed while DJL unpacks its libtorch. DJL unpacks into a folder of
 * another name and renames it when it is whole, so that the next process unpacks again; but nobody
 * removes the half folder, which has up to 430 MB.
 */
final class EngineLeftovers {
  private static final Logger logger = LoggerFactory.getLogger(EngineLeftovers.class);

  private static final String ENGINE = "pytorch";

  /** A libtorch in the making, beside those that are whole. */
  private static final Pattern LIBRARY = Pattern.compile("tmp[0-9]+");

  /** DJL's own library in the making, in the folder of the libtorch that it is for. */
  private static final Pattern BRIDGE = Pattern.compile("jni[0-9]+tmp");

  private static boolean areRemoved;

  private EngineLeftovers() {}

  /** Removes them, the first time. */
  static synchronized void remove() {
    if (!areRemoved) {
      areRemoved = true;
      remove(Utils.getEngineCacheDir(ENGINE), Clock.systemUTC());
    }
  }

  /** Removes those in a folder of DJL. */
  static void remove(Path cache, Clock clock) {
    TemporaryLeftovers.removeFolders(cache, LIBRARY, clock);
    try (DirectoryStream<Path> libraries = Files.newDirectoryStream(cache, Files::isDirectory)) {
      libraries.forEach(library -> TemporaryLeftovers.remove(library, BRIDGE, clock));
    } catch (IOException e) {
      logger.debug("{} is not looked through for leftovers", cache, e);
    }
  }
}
