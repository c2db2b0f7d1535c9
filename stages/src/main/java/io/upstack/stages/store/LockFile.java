package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/**
 * Files that are locked, each by one holder at a time on this machine.
 *
 * <p>A process that closes any descriptor of a file gives up all its locks on that file. Therefore
 * a file that this process has locked must not even be opened to look at it, not even by classes of
 * another class loader, such as those of another job. A system property that all of them see marks
 * such a file.
 *
 * <p>Nothing is ever written to a locked file, and symbolic links are not followed: in a folder of
 * all users the file may be another user's trap.
 */
final class LockFile {
  private static final String MARK = "upstack.locked.";

  private LockFile() {}

  /** The users that must be able to lock a file. */
  enum Audience {
    /** Processes of the user that made the file. */
    USER,
    /** Processes of every user of the machine. */
    ALL_USERS
  }

  /**
   * Takes the lock if neither this process nor another one holds it. Makes the file if it is
   * missing.
   */
  static Optional<MachineLocks.Held> tryLock(Path file, Audience audience) throws IOException {
    return tryLock(file, () -> openOrMake(file, audience));
  }

  /**
   * Takes the lock of an existing file.
   *
   * @throws NoSuchFileException if the file does not exist
   */
  static Optional<MachineLocks.Held> tryLockExisting(Path file) throws IOException {
    return tryLock(file, () -> open(file));
  }

  /** Returns whether this process or another one holds the lock. */
  static boolean isLocked(Path file) throws IOException {
    try {
      Optional<MachineLocks.Held> taken = tryLockExisting(file);
      if (taken.isPresent()) {
        taken.get().close();
      }
      return taken.isEmpty();
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @FunctionalInterface
  private interface Opening {
    FileChannel open() throws IOException;
  }

  private static Optional<MachineLocks.Held> tryLock(Path file, Opening opening)
      throws IOException {
    // There is one mark per file, whatever path leads to its folder.
    Path absolute = file.toAbsolutePath();
    Path folder = absolute.getParent().toRealPath();
    String mark = MARK + folder.resolve(absolute.getFileName());
    if (System.getProperties().putIfAbsent(mark, "true") != null) {
      return Optional.empty();
    }
    Optional<FileChannel> locked = Optional.empty();
    try {
      locked = lock(opening);
    } finally {
      if (locked.isEmpty()) {
        System.clearProperty(mark);
      }
    }
    return locked.map(
        channel ->
            () -> {
              try {
                channel.close();
              } finally {
                System.clearProperty(mark);
              }
            });
  }

  private static Optional<FileChannel> lock(Opening opening) throws IOException {
    FileChannel channel = opening.open();
    try {
      if (channel.tryLock() != null) {
        return Optional.of(channel);
      }
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  private static FileChannel openOrMake(Path file, Audience audience) throws IOException {
    while (true) {
      try {
        return open(file);
      } catch (NoSuchFileException e) {
        make(file, audience);
      }
    }
  }

  /**
   * Opens the file for reading and writing, which does not wait for the other end if the file is a
   * pipe.
   */
  private static FileChannel open(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException(
          "%s is %s; a lock file was expected, which may be removed while nothing uses it"
              .formatted(
                  file, Files.isSymbolicLink(file) ? "a symbolic link" : "not a regular file"));
    }
    return FileChannel.open(
        file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * Makes the file and sets its permissions before it gets its name, so that nobody sees it with
   * others.
   */
  private static void make(Path file, Audience audience) throws IOException {
    TemporaryLeftovers.remove(file.getParent(), TemporaryLeftovers.MADE, Clock.systemUTC());
    Path made = file.resolveSibling(TemporaryLeftovers.MADE + UUID.randomUUID());
    Files.createFile(
        made, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      if (audience == Audience.ALL_USERS) {
        SharedFolder.setMode(made, 0666);
      }
      Files.createLink(file, made);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster, and its file serves as well.
    } finally {
      Files.delete(made);
    }
  }
}
