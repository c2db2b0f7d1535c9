package io.upstack.stages.images;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.shards.ShardLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** Reads the images of an npz. */
final class NpzReader implements ImageReader {
  private final String description;
  private final NpzFile file;
  private final ArrayReader images;
  private long position;

  private NpzReader(String description, NpzFile file, ArrayReader images) {
    this.description = description;
    this.file = file;
    this.images = images;
  }

  /**
   * Takes over the channel.
   *
   * @param description what messages call the file
   */
  static NpzReader open(SeekableByteChannel channel, String description) throws IOException {
    NpzFile file = NpzFile.open(channel, description);
    try {
      return new NpzReader(description, file, file.array(ShardLayout.IMAGES));
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  /** As {@link #open}, at an image. */
  static NpzReader openAt(long first, SeekableByteChannel channel, String description)
      throws IOException {
    NpzReader reader = open(channel, description);
    try {
      reader.skip(first);
      return reader;
    } catch (Throwable e) {
      reader.close();
      throw e;
    }
  }

  @Override
  public ByteBuffer read(int count) throws IOException {
    if (count > images.rowsLeft()) {
      throw new IOException(
          "%s has %d images left, expected at least %d"
              .formatted(description, images.rowsLeft(), count));
    }
    ByteBuffer rows = images.readRows(count);
    position += count;
    return rows;
  }

  void skip(long count) throws IOException {
    images.skipRows(count);
    position += count;
  }

  /** Index of the image that is read next. */
  long position() {
    return position;
  }

  /** Whether it is worth its memory and its open file to the one who reads on from here. */
  boolean isWorthKeeping() {
    return images.rowsLeft() > 0 && !images.isSeekable();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      images.close();
    }
  }
}
