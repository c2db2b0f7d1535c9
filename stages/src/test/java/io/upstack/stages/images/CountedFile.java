package io.upstack.stages.images;

import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** Another file, of which it is known how many bytes were read of it, and how often it is open. */
record CountedFile(InputFile file, AtomicLong bytes, AtomicLong openings) implements InputFile {
  CountedFile(Path path) {
    this(InputFile.of(path.toString()), new AtomicLong(), new AtomicLong());
  }

  @Override
  public String location() {
    return file.location();
  }

  @Override
  public boolean exists() {
    return file.exists();
  }

  @Override
  public long size() throws IOException {
    return file.size();
  }

  @Override
  public Path localPath() throws IOException {
    return file.localPath();
  }

  @Override
  public String sha256() throws IOException {
    return file.sha256();
  }

  @Override
  public Object state() throws IOException {
    return file.state();
  }

  @Override
  public InputFile pinned(String sha256) {
    return file.pinned(sha256);
  }

  @Override
  public SeekableByteChannel open() throws IOException {
    openings.incrementAndGet();
    return new Counted(file.open());
  }

  private final class Counted implements SeekableByteChannel {
    private final SeekableByteChannel channel;

    Counted(SeekableByteChannel channel) {
      this.channel = channel;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
      int count = channel.read(target);
      bytes.addAndGet(Math.max(0, count));
      return count;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      return channel.write(source);
    }

    @Override
    public long position() throws IOException {
      return channel.position();
    }

    @Override
    public SeekableByteChannel position(long position) throws IOException {
      channel.position(position);
      return this;
    }

    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public SeekableByteChannel truncate(long size) throws IOException {
      channel.truncate(size);
      return this;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
      if (channel.isOpen()) {
        openings.decrementAndGet();
      }
      channel.close();
    }
  }
}
