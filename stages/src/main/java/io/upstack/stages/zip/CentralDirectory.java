package io.upstack.stages.zip;

import io.upstack.stages.problems.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads the list of members at the end of an archive (APPNOTE 6.3, 4.3.12 and 4.5.3). */
final class CentralDirectory {
  private static final int SIGNATURE = 0x02014b50;
  private static final int FIXED_SIZE = 46;
  private static final int WIDE_FIELD = 0x0001;
  private static final long WIDE = 0xffff_ffffL;

  /** Room for more than a million members. This guards the heap against damaged sizes. */
  private static final long LARGEST_DIRECTORY = 64L << 20;

  private final ChannelReader reader;
  private final ByteBuffer bytes;
  private final long offset;
  private final long count;

  private CentralDirectory(ChannelReader reader, DirectoryLocation location) throws IOException {
    if (location.size() > LARGEST_DIRECTORY) {
      throw reader.malformed(
          "the central directory is said to be %d bytes, expected at most %d"
              .formatted(location.size(), LARGEST_DIRECTORY));
    }
    this.reader = reader;
    this.bytes = reader.read(location.offset(), (int) location.size());
    this.offset = location.offset();
    this.count = location.members();
  }

  /** Returns the members by name, in the order of the directory. */
  static Map<String, ZipMember> read(ChannelReader reader, DirectoryLocation location)
      throws IOException {
    return new CentralDirectory(reader, location).members();
  }

  private Map<String, ZipMember> members() throws IOException {
    Map<String, ZipMember> members = new LinkedHashMap<>();
    while (bytes.hasRemaining()) {
      ZipMember member = next();
      if (members.put(member.name(), member) != null) {
        throw reader.malformed(
            "lists the member '%s' twice".formatted(Printable.name(member.name())));
      }
    }
    if (members.size() != count) {
      throw reader.malformed(
          "the central directory lists %d members, expected %s"
              .formatted(members.size(), Long.toUnsignedString(count)));
    }
    return members;
  }

  private ZipMember next() throws IOException {
    int start = bytes.position();
    if (bytes.remaining() < FIXED_SIZE || bytes.getInt(start) != SIGNATURE) {
      throw reader.malformed(
          "no entry of the central directory at byte %d".formatted(offset + start));
    }
    int nameSize = unsignedShort(start + 28);
    int extraSize = unsignedShort(start + 30);
    int commentSize = unsignedShort(start + 32);
    if (bytes.remaining() < FIXED_SIZE + nameSize + extraSize + commentSize) {
      throw reader.malformed(
          "the entry of the central directory at byte %d is cut short".formatted(offset + start));
    }
    byte[] name = new byte[nameSize];
    bytes.get(start + FIXED_SIZE, name);
    ByteBuffer extra = wideFields(start + FIXED_SIZE + nameSize, extraSize);
    // The zip64 field holds only the values that do not fit in 32 bits, in this order.
    long size = widened(unsignedInt(start + 24), extra);
    long compressedSize = widened(unsignedInt(start + 20), extra);
    long headerOffset = widened(unsignedInt(start + 42), extra);
    bytes.position(start + FIXED_SIZE + nameSize + extraSize + commentSize);
    return new ZipMember(
        new String(name, StandardCharsets.UTF_8),
        unsignedShort(start + 10),
        unsignedShort(start + 8),
        bytes.getInt(start + 16),
        compressedSize,
        size,
        headerOffset);
  }

  private long widened(long narrow, ByteBuffer wideFields) throws IOException {
    if (narrow != WIDE || wideFields.remaining() < Long.BYTES) {
      return narrow;
    }
    long wide = wideFields.getLong();
    if (wide < 0) {
      throw reader.malformed("a zip64 size or offset is %s".formatted(Long.toUnsignedString(wide)));
    }
    return wide;
  }

  private ByteBuffer wideFields(int start, int size) {
    int end = start + size;
    int position = start;
    while (position + 4 <= end) {
      int length = Math.min(unsignedShort(position + 2), end - position - 4);
      if (unsignedShort(position) == WIDE_FIELD) {
        return bytes.slice(position + 4, length).order(bytes.order());
      }
      position += 4 + length;
    }
    return ByteBuffer.allocate(0);
  }

  private int unsignedShort(int position) {
    return Short.toUnsignedInt(bytes.getShort(position));
  }

  private long unsignedInt(int position) {
    return Integer.toUnsignedLong(bytes.getInt(position));
  }
}
