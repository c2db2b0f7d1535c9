package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The unfinished files of all processes that write to a root. */
final class TemporaryFiles {
  static final Duration LEFTOVER_AFTER = Duration.ofHours(1);
  private static final Pattern NAME =
      Pattern.compile("([0-9]{1,18})-[0-9a-f-]{36}(?:-([0-9]{1,15}))?");

  private final FileOperations operations;
  private final Path directory;
  private final Clock clock;

  TemporaryFiles(FileOperations operations, Path directory, Clock clock) {
    this.operations = operations;
    this.directory = directory;
    this.clock = clock;
  }

  TemporaryFile create() throws IOException {
    String name = ProcessHandle.current().pid() + "-" + UUID.randomUUID() + "-" + clock.millis();
    return TemporaryFile.create(operations, directory.resolve(name));
  }

  /**
   * Removes files that dead processes left. A writer counts as alive if it began or wrote within
   * the last hour, wherever it runs, or if its process is alive on this machine. The file's name
   * contains the time when it began, since a finished file may have the time of the object that it
   * is about.
   */
  void removeLeftovers(Instant now) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Optional<FileStamp> stamp = FileStamp.of(file);
        if (stamp.isPresent() && isLeftover(file, stamp.get().modified().toInstant(), now)) {
          operations.delete(file);
        }
      }
    }
  }

  private static boolean isLeftover(Path file, Instant modified, Instant now) {
    Matcher matcher = NAME.matcher(file.getFileName().toString());
    if (!matcher.matches()) {
      return false;
    }
    Instant alive = latest(modified, Optional.ofNullable(matcher.group(2)));
    if (alive.isAfter(now.minus(LEFTOVER_AFTER))) {
      return false;
    }
    return ProcessHandle.of(Long.parseLong(matcher.group(1)))
        .flatMap(process -> process.info().startInstant())
        // Containers reuse the id of the first process: one that started later did not write it.
        .map(started -> started.isAfter(alive))
        .orElse(true);
  }

  private static Instant latest(Instant modified, Optional<String> begun) {
    // Names from before the start time was included have none.
    Instant written = begun.map(Long::parseLong).map(Instant::ofEpochMilli).orElse(modified);
    return written.isAfter(modified) ? written : modified;
  }
}
