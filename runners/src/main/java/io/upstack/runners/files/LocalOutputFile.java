package io.upstack.runners.files;

import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.TemporaryLeftovers;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.UUID;

/** A file on this machine. */
record LocalOutputFile(String field, Path path, ExistingFile existing) implements OutputFile {
  @Override
  public void check(Problems problems) {
    Path directory = directory();
    if (Files.isDirectory(path)) {
      problems.add(
          field, "'%s' is a directory; the name of a new file was expected".formatted(path));
    } else if (Files.exists(path) && existing != ExistingFile.REPLACED) {
      problems.add(
          field, "'%s' exists and is not overwritten: %s".formatted(path, existing.advice()));
    } else if (!Files.isDirectory(directory)) {
      problems.add(field, "there is no directory '%s' to write in".formatted(directory));
    } else if (!Files.isWritable(directory)) {
      problems.add(field, "directory '%s' may not be written by this user".formatted(directory));
    }
  }

  @Override
  public void write(Content content) throws IOException {
    String prefix = ".%s-".formatted(path.getFileName());
    TemporaryLeftovers.remove(directory(), prefix, Clock.systemUTC());
    Path partial = directory().resolve(prefix + UUID.randomUUID());
    try {
      content.writeTo(partial);
      try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      move(partial);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private void move(Path partial) throws IOException {
    if (existing == ExistingFile.REPLACED) {
      Files.move(partial, path, StandardCopyOption.ATOMIC_MOVE);
    } else {
      try {
        // Unlike an atomic move, this move does not replace a file that has appeared in the
        // meantime.
        Files.move(partial, path);
      } catch (FileAlreadyExistsException e) {
        // Another process made the same file at the same time.
        if (Files.mismatch(partial, path) != -1) {
          throw e;
        }
      }
    }
  }

  private Path directory() {
    return path.toAbsolutePath().getParent();
  }
}
