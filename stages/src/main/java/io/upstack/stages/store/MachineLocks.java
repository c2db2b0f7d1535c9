package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Locks by which the processes of a machine tell one another what they use. A lock ends with its
 * process, whatever becomes of it, and each has a line for others to read.
 */
public final class MachineLocks {
  private final Path directory;

  /**
   * @param directory the same for all processes; made where it is missing
   */
  public MachineLocks(Path directory) {
    this.directory = directory;
  }

  /** A lock that is held until it is closed. */
  public interface Held extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** Who may hold a lock at the same time. */
  public enum Mode {
    /** Nobody else. */
    EXCLUSIVE,
    /** All who ask for the same. */
    SHARED
  }

  /**
   * Takes a lock if it is free. Of two who ask for a shared lock at the same moment one may have to
   * ask again.
   *
   * @param holder a line for others
   * @throws IOException naming the file, if it can't be written
   */
  public Optional<Held> tryLock(String name, Mode mode, String holder) throws IOException {
    Path shares = file(name, ".shared");
    LockFile.makeDirectory(directory);
    LockFile.makeDirectory(shares);
    Optional<Held> gate = LockFile.tryLock(file(name, ".lock"));
    if (gate.isEmpty()) {
      return Optional.empty();
    }
    try {
      Optional<Held> held =
          switch (mode) {
            case EXCLUSIVE -> isShared(shares) ? Optional.empty() : gate;
            case SHARED -> Optional.of(share(shares));
          };
      if (held.isPresent()) {
        LockFile.write(file(name, ".holder"), holder);
      }
      if (mode == Mode.SHARED || held.isEmpty()) {
        gate.get().close();
      }
      return held;
    } catch (IOException | RuntimeException e) {
      gate.get().close();
      throw e;
    }
  }

  /** The line of who took the lock last. */
  public Optional<String> holder(String name) {
    try {
      return Optional.of(Files.readString(file(name, ".holder")));
    } catch (IOException e) {
      // It is for messages only.
      return Optional.empty();
    }
  }

  private Path file(String name, String suffix) {
    return directory.resolve(name + suffix);
  }

  /** While the gate is held, so that none is added meanwhile. What nobody holds is removed. */
  private static boolean isShared(Path shares) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(shares)) {
      for (Path file : files) {
        Optional<Held> left = LockFile.tryLock(file);
        if (left.isEmpty()) {
          return true;
        }
        Files.deleteIfExists(file);
        left.get().close();
      }
    }
    return false;
  }

  private static Held share(Path shares) throws IOException {
    Path file = shares.resolve(UUID.randomUUID().toString());
    Held held = LockFile.tryLock(file).orElseThrow();
    return () -> {
      Files.deleteIfExists(file);
      held.close();
    };
  }
}
