package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Files that are locked, open to all users of the machine.
 *
 * <p>Whoever closes a file gives up all locks that its process has on it. So a file that this
 * process has locked must not even be opened to look, also not by classes that another class loader
 * has loaded, as those of another job are: a system property tells of it, which all of them see.
 */
final class LockFile {
  private static final String MARK = "upstack.locked.";

  private LockFile() {}

  /** Takes the lock if neither this process nor another has it. */
  static Optional<MachineLocks.Held> tryLock(Path file) throws IOException {
    String mark = MARK + file.toAbsolutePath().normalize();
    if (System.getProperties().putIfAbsent(mark, "true") != null) {
      return Optional.empty();
    }
    Optional<FileChannel> locked = Optional.empty();
    try {
      locked = lock(file);
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

  private static Optional<FileChannel> lock(Path file) throws IOException {
    boolean isNew = !Files.exists(file);
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (isNew) {
        permitAll(file, "rw-rw-rw-");
      }
      if (channel.tryLock() != null) {
        return Optional.of(channel);
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    channel.close();
    return Optional.empty();
  }

  static void makeDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory);
      permitAll(directory, "rwxrwxrwx");
    }
  }

  static void write(Path file, String text) throws IOException {
    boolean isNew = !Files.exists(file);
    Files.writeString(file, text);
    if (isNew) {
      permitAll(file, "rw-rw-rw-");
    }
  }

  private static void permitAll(Path path, String permissions) {
    try {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    } catch (IOException | UnsupportedOperationException e) {
      // Whoever can't open it is told so.
    }
  }
}
