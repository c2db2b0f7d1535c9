package io.upstack.stages.store;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is still being written. It is deleted on close unless it was renamed. */
final class TemporaryFile implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(TemporaryFile.class);
  private static final int BUFFER_BYTES = 1 << 16;

  private final FileOperations operations;
  private final Path path;
  private final FileChannel channel;
  private final OutputStream output;
  private final CRC32C crc32c = new CRC32C();
  private long size;
  private boolean failed;

  private TemporaryFile(FileOperations operations, Path path, FileChannel channel) {
    this.operations = operations;
    this.path = path;
    this.channel = channel;
    this.output = new BufferedOutputStream(new ChannelOutput(), BUFFER_BYTES);
  }

  static TemporaryFile create(FileOperations operations, Path path) throws IOException {
    return new TemporaryFile(operations, path, operations.createFile(path));
  }

  Path path() {
    return path;
  }

  OutputStream output() {
    return output;
  }

  /** Returns whether the disk, and not the writer to {@link #output}, was at fault. */
  boolean failed() {
    return failed;
  }

  /** Ends the writing and forces the content and time to stable storage. */
  Checksum finish(FileTime time) throws IOException {
    output.flush();
    operations.setLastModifiedTime(path, time);
    operations.force(channel);
    channel.close();
    return new Checksum((int) crc32c.getValue(), size);
  }

  @Override
  public void close() {
    try {
      try {
        channel.close();
      } finally {
        operations.delete(path);
      }
    } catch (IOException exception) {
      logger.warn("{} is left over, for a later process to remove: {}", path, exception.toString());
    }
  }

  /**
   * Writes to the file. Closing it closes nothing, because the content does not decide when the
   * file is whole.
   */
  private final class ChannelOutput extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        operations.write(channel, ByteBuffer.wrap(bytes, offset, length));
      } catch (IOException exception) {
        failed = true;
        throw exception;
      }
      crc32c.update(bytes, offset, length);
      size += length;
    }
  }
}
