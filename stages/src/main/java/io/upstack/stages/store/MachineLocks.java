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
 * Locks by which the processes of a machine, and the class loaders in each, learn what the others
 * use. A lock ends with its process, whatever becomes of it.
 *
 * <p>Each holder locks a file of its own, with a name that nobody else has. A second lock, the
 * gate, is held while holders are counted or added; an exclusive holder keeps it. Holders may leave
 * a line for others, in another file, since reading a locked file would give up its lock.
 */
public final class MachineLocks {
  /** In bytes, of what is read of a line that another user may have written. */
  private static final int LONGEST_LINE = 1000;

  private final Path directory;
  private final Audience audience;

  private MachineLocks(Path directory, Audience audience) {
    this.directory = directory;
    this.audience = audience;
  }

  /**
   * Locks between all users of the machine.
   *
   * @param directory the same for all processes; made where it is missing, writable by everyone
   */
  public static MachineLocks ofAllUsers(Path directory) {
    return new MachineLocks(directory, Audience.ALL_USERS);
  }

  /**
   * Locks between the processes of one user.
   *
   * @param directory the same for all processes; made where it is missing
   */
  static MachineLocks ofUser(Path directory) {
    return new MachineLocks(directory, Audience.USER);
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
    return tryLock(name, mode, Optional.of(holder));
  }

  /** The same without a line for others. */
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

  /** The lines of those who have the lock now; empty if none of them can be read. */
  public Optional<String> holder(String name) {
    List<String> lines = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(lines(name))) {
      for (Path file : files) {
        line(name, file).ifPresent(lines::add);
      }
    } catch (IOException e) {
      // It is for messages only.
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
      // Another user may have made it unreadable, and other lines are as good.
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

  /** While the gate is held, so that none is added meanwhile. What killed holders left goes. */
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

  /** What another user has left can only be removed by that user, and is in nobody's way. */
  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Whoever may remove it will meet it again.
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
