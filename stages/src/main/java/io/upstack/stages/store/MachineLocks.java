package io.upstack.stages.store;

import io.upstack.stages.problems.Printable;
import io.upstack.stages.store.LockFile.Audience;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Locks through which the processes of a machine, and the class loaders in each, learn what the
 * others use. A lock ends with its process, however the process ends.
 *
 * <p>Each holder locks a file of its own, with a unique name. A second lock, the gate, is held
 * while holders are counted or added; an exclusive holder keeps it. Holders may leave a line for
 * others. It is in a separate file, since reading a locked file would give up its lock.
 */
public final class MachineLocks {
  /** The number of bytes that are read of a line, because another user may have written it. */
  private static final int LONGEST_LINE = 1000;

  private final Path directory;
  private final Audience audience;

  private MachineLocks(Path directory, Audience audience) {
    this.directory = directory;
    this.audience = audience;
  }

  /**
   * Returns locks between all users of the machine.
   *
   * @param directory the same directory for all processes; made if it is missing, writable by
   *     everyone
   */
  public static MachineLocks ofAllUsers(Path directory) {
    return new MachineLocks(directory, Audience.ALL_USERS);
  }

  /**
   * Returns locks between the processes of one user.
   *
   * @param directory the same directory for all processes; made if it is missing
   */
  static MachineLocks ofUser(Path directory) {
    return new MachineLocks(directory, Audience.USER);
  }

  /** A lock that is held until it is closed. */
  public interface Held extends AutoCloseable {
    @Override
    void close() throws IOException;
  }

  /** The holders that may have a lock at the same time. */
  public enum Mode {
    /** Only one holder may have the lock. */
    EXCLUSIVE,
    /** All holders that ask for a shared lock may have it. */
    SHARED
  }

  /**
   * Takes a lock if it is free. If two processes ask for a shared lock at the same moment, one of
   * them may have to ask again.
   *
   * @param holder a line for others
   * @throws IOException naming the file, if it can't be written
   */
  public Optional<Held> tryLock(String name, Mode mode, String holder) throws IOException {
    return tryLock(name, mode, Optional.of(holder));
  }

  /** Takes a lock in the same way, without a line for others. */
  Optional<Held> tryLock(String name, Mode mode) throws IOException {
    return tryLock(name, mode, Optional.empty());
  }

  private Optional<Held> tryLock(String name, Mode mode, Optional<String> line) throws IOException {
    makeFolder(directory);
    makeFolder(holders(name));
    Optional<Held> gate = LockFile.tryLock(file(name, ".lock"), audience);
    if (gate.isEmpty()) {
      return Optional.empty();
    }
    boolean gateIsKept = false;
    try {
      if (mode == Mode.EXCLUSIVE && isHeld(name)) {
        return Optional.empty();
      }
      Holder holder = hold(name, line);
      if (mode == Mode.SHARED) {
        return Optional.of(holder);
      }
      gateIsKept = true;
      return Optional.of(
          () -> {
            try (Held alone = gate.get()) {
              holder.close();
            }
          });
    } finally {
      if (!gateIsKept) {
        gate.get().close();
      }
    }
  }

  /** Returns the lines of the current holders of the lock, or empty if none can be read. */
  public Optional<String> holder(String name) {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(lines(name))) {
      for (Path file : files) {
        line(name, file).ifPresent(lines::add);
      }
    } catch (IOException e) {
      // The lines are for messages only.
    }
    return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", lines));
  }

  private Optional<String> line(String name, Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || !LockFile.isLocked(holders(name).resolve(file.getFileName()))) {
        return Optional.empty();
      }
      try (InputStream input =
          Files.newInputStream(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
        String line = new String(input.readNBytes(LONGEST_LINE), StandardCharsets.UTF_8);
        return Optional.of(Printable.cut(line, LONGEST_LINE));
      }
    } catch (IOException e) {
      // Another user may have made the file unreadable, and other lines are as good.
      return Optional.empty();
    }
  }

  private Path file(String name, String suffix) {
    return directory.resolve(name + suffix);
  }

  private Path holders(String name) {
    return file(name, ".shared");
  }

  private Path lines(String name) {
    return file(name, ".lines");
  }

  private void makeFolder(Path folder) throws IOException {
    switch (audience) {
      case USER -> Files.createDirectories(folder);
      case ALL_USERS -> SharedFolder.ofAllUsers(folder);
    }
  }

  /**
   * Returns whether the lock is held. The gate is held during this call, so that no holder is
   * added. Files left by killed holders are removed.
   */
  private boolean isHeld(String name) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(holders(name))) {
      for (Path file : files) {
        if (isHeldOrRemoved(name, file)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isHeldOrRemoved(String name, Path file) throws IOException {
    Optional<Held> left;
    try {
      left = LockFile.tryLockExisting(file);
    } catch (NoSuchFileException e) {
      return false;
    }
    if (left.isEmpty()) {
      return true;
    }
    try (Held taken = left.get()) {
      remove(lines(name).resolve(file.getFileName()));
      remove(file);
    }
    return false;
  }

  /**
   * Removes a file. Only its owner can remove a file that another user left, and it does no harm.
   */
  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // A process that may remove the file will come across it.
    }
  }

  private Holder hold(String name, Optional<String> line) throws IOException {
    String id = UUID.randomUUID().toString();
    Path file = holders(name).resolve(id);
    Path lineFile = lines(name).resolve(id);
    Holder holder = new Holder(file, lineFile, LockFile.tryLock(file, audience).orElseThrow());
    try {
      if (line.isPresent()) {
        makeFolder(lines(name));
        Files.writeString(
            lineFile, line.get(), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        SharedFolder.setMode(lineFile, 0644);
      }
      return holder;
    } catch (IOException | RuntimeException e) {
      try {
        holder.close();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private record Holder(Path file, Path line, Held lock) implements Held {
    @Override
    public void close() throws IOException {
      try (lock) {
        remove(line);
        remove(file);
      }
    }
  }
}
