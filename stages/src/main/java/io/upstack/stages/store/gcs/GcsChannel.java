package io.upstack.stages.store.gcs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.zip.CRC32C;

/**
 * Reads one generation of an object. A small object is read and checked when it is opened, and
 * stays whole whatever happens to its name. A larger one is read ahead in pieces that grow as long
 * as they follow one another. If the generation is deleted in the meantime, which does not happen
 * in a bucket that keeps versions, reading on ends in a {@link GcsChangedException}. For use by one
 * thread.
 */
public final class GcsChannel implements SeekableByteChannel {
  /** The largest size in bytes of an object that is read at once, and of a piece of others. */
  public static final int LARGEST_PIECE = 8 << 20;

  private static final int FIRST_PIECE = 256 << 10;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final GcsClient client;
  private final GcsObject object;
  private ByteBuffer piece = NOTHING;
  private long pieceStart;
  private long position;
  private boolean open = true;

  private GcsChannel(GcsClient client, GcsObject object) {
    this.client = client;
    this.object = object;
  }

  /** Opens an object that was found. */
  public static GcsChannel open(GcsClient client, GcsObject object) throws IOException {
    GcsChannel channel = new GcsChannel(client, object);
    if (object.size() <= LARGEST_PIECE) {
      channel.load(0, (int) object.size());
      channel.check();
    }
    return channel;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    requireOpen();
    if (position >= object.size()) {
      return -1;
    }
    if (position < pieceStart || position >= pieceStart + piece.limit()) {
      loadNext();
    }
    int offset = (int) (position - pieceStart);
    int count = Math.min(target.remaining(), piece.limit() - offset);
    target.put(piece.slice(offset, count));
    position += count;
    return count;
  }

  private void loadNext() throws IOException {
    boolean follows = piece.limit() > 0 && position == pieceStart + piece.limit();
    int wanted = follows ? (int) Math.min(LARGEST_PIECE, 2L * piece.limit()) : FIRST_PIECE;
    load(position, (int) Math.min(wanted, object.size() - position));
  }

  /**
   * Loads a piece into the buffer of the previous piece if that is large enough, because many large
   * buffers cost memory.
   */
  private void load(long start, int length) throws IOException {
    ByteBuffer loaded = piece.capacity() >= length ? piece : ByteBuffer.allocate(length);
    piece = NOTHING;
    client.read(object, start, loaded.clear().limit(length));
    piece = loaded.flip();
    pieceStart = start;
  }

  private void check() throws GcsException {
    CRC32C crc32c = new CRC32C();
    crc32c.update(piece.duplicate());
    if ((int) crc32c.getValue() != object.crc32c()) {
      throw new GcsException(
          "%s, generation %d, arrived with CRC32C %08x, expected %08x: it was damaged on its way"
              .formatted(
                  object.location(), object.generation(), (int) crc32c.getValue(), object.crc32c()),
          GcsException.Outlook.TRANSIENT,
          null);
    }
  }

  @Override
  public long position() throws IOException {
    requireOpen();
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) throws IOException {
    requireOpen();
    if (newPosition < 0) {
      throw new IllegalArgumentException("position %d is negative".formatted(newPosition));
    }
    position = newPosition;
    return this;
  }

  @Override
  public long size() throws IOException {
    requireOpen();
    return object.size();
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
    piece = NOTHING;
  }

  private void requireOpen() throws ClosedChannelException {
    if (!open) {
      throw new ClosedChannelException();
    }
  }
}
