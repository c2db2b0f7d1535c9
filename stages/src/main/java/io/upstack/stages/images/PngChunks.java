package io.upstack.stages.images;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.zip.CRC32;

/** The chunks of a PNG (ISO 15948, 5.3), whose checksums the platform's decoder ignores. */
final class PngChunks {
  private static final int SIGNATURE = 8;
  private static final int FRAME = 12;
  private static final int END = 0x49454e44;
  private static final int PALETTE = 0x504c5445;

  /**
   * The position of the byte in the header that gives the color type, and the color type of indices
   * into a palette.
   */
  private static final int COLOUR_TYPE = 25;

  private static final int INDEXED = 3;
  private static final int BYTES_OF_COLOUR = 3;

  private PngChunks() {}

  /**
   * Checks that a PNG is intact up to its IEND, in everything that pixels depend on.
   *
   * @return the number of colors of its palette, if its pixels are indices into one
   * @throws UndecodablePictureException naming the chunk and the place
   */
  static OptionalInt check(byte[] content, String description) throws UndecodablePictureException {
    ByteBuffer bytes = ByteBuffer.wrap(content);
    int position = SIGNATURE;
    OptionalInt colours = OptionalInt.empty();
    while (content.length - position >= FRAME) {
      long length = Integer.toUnsignedLong(bytes.getInt(position));
      if (length > content.length - position - FRAME) {
        break;
      }
      int type = bytes.getInt(position + 4);
      int end = position + 8 + (int) length;
      if (isCritical(type) && checksum(content, position + 4, end) != bytes.getInt(end)) {
        throw new UndecodablePictureException(
            description,
            "the checksum of its %s chunk at byte %d is wrong".formatted(name(type), position));
      }
      if (type == END) {
        return colours;
      }
      if (type == PALETTE && colours.isEmpty() && content[COLOUR_TYPE] == INDEXED) {
        colours = OptionalInt.of((int) length / BYTES_OF_COLOUR);
      }
      position = end + 4;
    }
    throw new UndecodablePictureException(
        description, "it ends after %d bytes, before its IEND chunk".formatted(content.length));
  }

  /** Returns whether a chunk is critical. Pixels do not depend on other chunks. */
  private static boolean isCritical(int type) {
    return (type & 0x2000_0000) == 0;
  }

  private static int checksum(byte[] content, int from, int to) {
    CRC32 crc32 = new CRC32();
    crc32.update(content, from, to - from);
    return (int) crc32.getValue();
  }

  private static String name(int type) {
    byte[] letters = ByteBuffer.allocate(Integer.BYTES).putInt(type).array();
    return new String(letters, StandardCharsets.US_ASCII).replaceAll("\\P{Alpha}", "?");
  }
}
