package io.upstack.runners.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A temporary directory that goes with all that is in it. */
final class WorkDirectory implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(WorkDirectory.class);

  private final Path path;

  private WorkDirectory(Path path) {
    this.path = path;
  }

  static WorkDirectory create() {
    try {
      return new WorkDirectory(Files.createTempDirectory("upstack-flink-"));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "no directory can be made in %s (java.io.tmpdir): %s"
              .formatted(System.getProperty("java.io.tmpdir"), e.getMessage()),
          e);
    }
  }

  Path path() {
    return path;
  }

  @Override
  public void close() {
    try (Stream<Path> tree = Files.walk(path)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path entry : deepestFirst) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException | UncheckedIOException e) {
      logger.warn("{} cannot be removed: {}", path, e.getMessage());
    }
  }
}
