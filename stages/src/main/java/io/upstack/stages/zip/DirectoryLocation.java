package io.upstack.stages.zip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * The location of the central directory, from the records at the end of an archive (APPNOTE 6.3,
 * 4.3.14 to 4.3.16).
 *
 * @param offset the offset of its first byte in the archive
 * @param size the size in bytes
 * @param members the number of members that it lists
 */
record DirectoryLocation(long offset, long size, long members) {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCATOR_SIZE = 20;
  private static final int WIDE_END_SIGNATURE = 0x06064b50;
  private static final int WIDE_END_SIZE = 56;

  static DirectoryLocation find(ChannelReader reader) throws IOException {
    if (reader.size() < END_SIZE) {
      throw reader.malformed(
          "is not a zip archive: it has %d bytes, expected at least %d"
              .formatted(reader.size(), END_SIZE));
    }
    int tailSize = (int) Math.min(reader.size(), END_SIZE + LONGEST_COMMENT);
    long tailOffset = reader.size() - tailSize;
    ByteBuffer tail = reader.read(tailOffset, tailSize);
    for (int position = tailSize - END_SIZE; position >= 0; position--) {
      if (isEnd(tail, position)) {
        ByteBuffer end = tail.slice(position, END_SIZE).order(ByteOrder.LITTLE_ENDIAN);
        return checked(reader, tailOffset + position, end);
      }
    }
    throw reader.malformed(
        "is not a zip archive, or is cut short: no end of central directory in its last %d bytes"
            .formatted(tailSize));
  }

  private static boolean isEnd(ByteBuffer tail, int position) {
    if (tail.getInt(position) != END_SIGNATURE) {
      return false;
    }
    int commentSize = Short.toUnsignedInt(tail.getShort(position + 20));
    return position + END_SIZE + commentSize == tail.capacity();
  }

  private static DirectoryLocation checked(ChannelReader reader, long endOffset, ByteBuffer end)
      throws IOException {
    DirectoryLocation location = wide(reader, endOffset).orElseGet(() -> narrow(end));
    if (location.offset < 0 || location.size < 0 || location.offset > endOffset - location.size) {
      throw reader.malformed(
          "the central directory is said to be %s bytes at byte %s, expected it to end before byte %d"
              .formatted(
                  Long.toUnsignedString(location.size),
                  Long.toUnsignedString(location.offset),
                  endOffset));
    }
    return location;
  }

  private static DirectoryLocation narrow(ByteBuffer end) {
    return new DirectoryLocation(
        Integer.toUnsignedLong(end.getInt(16)),
        Integer.toUnsignedLong(end.getInt(12)),
        Short.toUnsignedLong(end.getShort(10)));
  }

  private static Optional<DirectoryLocation> wide(ChannelReader reader, long endOffset)
      throws IOException {
    if (endOffset < LOCATOR_SIZE) {
      return Optional.empty();
    }
    ByteBuffer locator = reader.read(endOffset - LOCATOR_SIZE, LOCATOR_SIZE);
    if (locator.getInt(0) != LOCATOR_SIGNATURE) {
      return Optional.empty();
    }
    ByteBuffer end = reader.read(locator.getLong(8), WIDE_END_SIZE);
    if (end.getInt(0) != WIDE_END_SIGNATURE) {
      throw reader.malformed(
          "no zip64 end of central directory at byte %d".formatted(locator.getLong(8)));
    }
    return Optional.of(new DirectoryLocation(end.getLong(48), end.getLong(40), end.getLong(32)));
  }
}
