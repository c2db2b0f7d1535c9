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
   * Opens a reader, which takes over the channel.
   *
   * @param description the name of the file in messages
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

  /** Opens a reader at an image, as {@link #open} does at the first. */
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

  /** Returns the index of the image that is read next. */
  long position() {
    return position;
  }

  /** Returns whether keeping the reader for a later user is worth its memory and its open file. */
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
