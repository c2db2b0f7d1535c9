package io.upstack.stages.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory inside the system's temporary directory for private files, such as programs on their
 * way into an engine, or an engine's own files. It is removed with everything in it. The
 * directories of killed processes are removed by the next process that makes one.
 *
 * <p>A directory belongs to its process as long as the lock in it is held, which ends with the
 * process.
 */
public final class ScratchDirectory implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(ScratchDirectory.class);

  private final Path path;
  private final FileChannel held;

  private ScratchDirectory(Path path, FileChannel held) {
    this.path = path;
    this.held = held;
  }

  /**
   * Creates a scratch directory.
   *
   * @throws IOException naming the temporary directory, if that is not possible
   */
  public static ScratchDirectory create() throws IOException {
    return create(Path.of(System.getProperty("java.io.tmpdir")));
  }

  static ScratchDirectory create(Path temporary) throws IOException {
    try {
      ScratchLeftovers.remove(temporary, Clock.systemUTC());
      while (true) {
        Path path = Files.createTempDirectory(temporary, ScratchLeftovers.ownPrefix());
        try {
          return new ScratchDirectory(path, lock(path.resolve(ScratchLeftovers.LOCK)));
        } catch (NoSuchFileException exception) {
          // Another process took it for a leftover before it was locked.
          logger.debug("{} is gone already", path);
        }
      }
    } catch (IOException exception) {
      throw new IOException(
          "no directory can be made in %s (java.io.tmpdir): %s"
              .formatted(temporary, FailureReason.of(exception)),
          exception);
    }
  }

  private static FileChannel lock(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null || !Files.exists(file)) {
        throw new NoSuchFileException(file.toString());
      }
      return channel;
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try (held) {
      FileTree.delete(path);
    } catch (IOException exception) {
      logger.warn("{} cannot be removed: {}", path, exception.toString());
    }
  }
}
