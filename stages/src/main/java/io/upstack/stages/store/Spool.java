package io.upstack.stages.store;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** Files of objects on their way to a bucket, in a directory of this process. */
final class Spool implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 16;

  private Optional<ScratchDirectory> scratch = Optional.empty();

  /**
   * Writes the content. Exceptions from the content are thrown on as they are.
   *
   * @param explanation explains a failure of the disk
   */
  SpooledObject write(ObjectContent content, Function<IOException, IOException> explanation)
      throws IOException {
    Path file;
    CountingOutput counted;
    try {
      file = directory().resolve(UUID.randomUUID().toString());
      counted = new CountingOutput(Files.newOutputStream(file));
    } catch (IOException e) {
      throw explanation.apply(e);
    }
    boolean whole = false;
    try (counted) {
      OutputStream output = new BufferedOutputStream(counted, BUFFER_BYTES);
      // Closing this closes nothing: the content does not decide when the file is whole.
      content.writeTo(new Unclosed(output));
      output.flush();
      whole = true;
    } catch (IOException e) {
      throw counted.failed ? explanation.apply(e) : e;
    } finally {
      if (!whole) {
        Files.deleteIfExists(file);
      }
    }
    return new SpooledObject(file, new Checksum((int) counted.crc32c.getValue(), counted.size));
  }

  private synchronized Path directory() throws IOException {
    if (scratch.isEmpty()) {
      scratch = Optional.of(ScratchDirectory.create());
    }
    return scratch.get().path();
  }

  @Override
  public synchronized void close() {
    scratch.ifPresent(ScratchDirectory::close);
    scratch = Optional.empty();
  }

  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream output) {
      super(output);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }

  private static final class CountingOutput extends OutputStream {
    private final OutputStream file;
    private final CRC32C crc32c = new CRC32C();
    private long size;
    private boolean failed;

    CountingOutput(OutputStream file) {
      this.file = file;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        file.write(bytes, offset, length);
      } catch (IOException e) {
        failed = true;
        throw e;
      }
      crc32c.update(bytes, offset, length);
      size += length;
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
