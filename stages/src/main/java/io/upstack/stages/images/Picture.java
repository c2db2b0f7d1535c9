package io.upstack.stages.images;

import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * An image in a file of its own.
 *
 * @param name the name relative to the directory of its set
 */
record Picture(String name, InputFile file) {
  private static final int LARGEST_FILE = 1 << 28;

  static Picture of(InputDirectory.Entry entry) {
    return new Picture(entry.name(), entry.file());
  }

  /**
   * Returns the size that its header gives.
   *
   * @throws UndecodablePictureException naming the file
   */
  ImageSize size() throws IOException {
    try (SeekableByteChannel channel = file.open()) {
      return PictureHeader.read(PictureBytes.of(channel, file.location()));
    }
  }

  /**
   * Decodes the picture and writes height x width x 3 bytes.
   *
   * @param offset the offset in the target
   * @throws UndecodablePictureException naming the file
   */
  void decode(ImageSize size, byte[] target, int offset) throws IOException {
    DecodingMemory.OF_PROCESS.with(
        size, checkedBytes(), () -> decodeInMemory(size, target, offset));
  }

  /**
   * Decodes the picture only to check whether it can be decoded.
   *
   * @throws UndecodablePictureException naming the file
   */
  void check(ImageSize size) throws IOException {
    DecodingMemory.OF_PROCESS.with(
        size, checkedBytes(), () -> decodeInMemory(size, new byte[size.bytes()], 0));
  }

  private void decodeInMemory(ImageSize size, byte[] target, int offset) throws IOException {
    byte[] content = content();
    ImageSize found = PictureHeader.read(PictureBytes.of(content, file.location()));
    if (!found.equals(size)) {
      throw new IOException(
          "%s is of %s pixels, expected %s as when it was first looked at"
              .formatted(file.location(), found, size));
    }
    new PictureDecoder(file.location(), content, size).decode(target, offset);
  }

  private long checkedBytes() throws IOException {
    return checkedBytes(file.size());
  }

  private long checkedBytes(long bytes) throws UndecodablePictureException {
    if (bytes > LARGEST_FILE) {
      throw new UndecodablePictureException(
          file.location(), "it has %d bytes, expected at most %d".formatted(bytes, LARGEST_FILE));
    }
    return bytes;
  }

  private byte[] content() throws IOException {
    try (SeekableByteChannel channel = file.open()) {
      ByteBuffer content = ByteBuffer.allocate((int) checkedBytes(channel.size()));
      while (content.hasRemaining() && channel.read(content) >= 0) {
        continue;
      }
      return content.array();
    }
  }
}
