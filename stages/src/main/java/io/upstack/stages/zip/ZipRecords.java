package io.upstack.stages.zip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The records of an archive of stored members (APPNOTE 6.3, 4.3). */
final class ZipRecords {
  private static final int LOCAL_SIZE = 30;
  private static final int ENTRY_SIZE = 46;
  private static final short MIDNIGHT = 0;
  private static final short FIRST_OF_JANUARY_1980 = 1 << 5 | 1;
  private static final short NAME_IS_UTF8 = 1 << 11;
  private static final short VERSION_2_0 = 20;
  private static final short VERSION_4_5 = 45;
  private static final int FULL = 0xffff_ffff;
  private static final int FIELD_HEADER = 4;
  private static final short WIDE_FIELD = 1;

  /** The identifier of PyTorch's own padding. */
  private static final short PADDING_FIELD = 0x4246;

  private final long wideFrom;

  /** Creates records that write values of {@code wideFrom} and more as zip64. */
  ZipRecords(long wideFrom) {
    this.wideFrom = wideFrom;
  }

  byte[] localHeader(ZipMember member, int alignment) {
    byte[] name = member.name().getBytes(StandardCharsets.UTF_8);
    boolean wide = isWide(member.size());
    int wideSize = wide ? FIELD_HEADER + 2 * Long.BYTES : 0;
    int unpadded = LOCAL_SIZE + name.length + wideSize;
    int padding = padding(member.headerOffset() + unpadded, alignment);
    byte[] bytes = new byte[unpadded + padding];
    ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0x04034b50).putShort(version(wide)).putShort(flags(name.length, member));
    header.putShort((short) ZipMember.STORED);
    header.putShort(MIDNIGHT).putShort(FIRST_OF_JANUARY_1980);
    header.putInt(member.crc32()).putInt(narrow(member.size())).putInt(narrow(member.size()));
    header.putShort((short) name.length).putShort((short) (wideSize + padding)).put(name);
    if (wide) {
      header.putShort(WIDE_FIELD).putShort((short) (2 * Long.BYTES));
      header.putLong(member.size()).putLong(member.size());
    }
    if (padding > 0) {
      header.putShort(PADDING_FIELD).putShort((short) (padding - FIELD_HEADER));
    }
    return bytes;
  }

  byte[] directoryEntry(ZipMember member) {
    byte[] name = member.name().getBytes(StandardCharsets.UTF_8);
    int wideValues = (isWide(member.size()) ? 2 : 0) + (isWide(member.headerOffset()) ? 1 : 0);
    boolean wide = wideValues > 0;
    int wideSize = wide ? FIELD_HEADER + wideValues * Long.BYTES : 0;
    byte[] bytes = new byte[ENTRY_SIZE + name.length + wideSize];
    ByteBuffer entry = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    entry.putInt(0x02014b50).putShort(version(wide)).putShort(version(wide));
    entry.putShort(flags(name.length, member)).putShort((short) ZipMember.STORED);
    entry.putShort(MIDNIGHT).putShort(FIRST_OF_JANUARY_1980);
    entry.putInt(member.crc32()).putInt(narrow(member.size())).putInt(narrow(member.size()));
    entry.putShort((short) name.length).putShort((short) wideSize);
    // The entry has no comment, is on the first disk, is binary and has no attributes.
    entry.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
    entry.putInt(narrow(member.headerOffset())).put(name);
    if (wide) {
      entry.putShort(WIDE_FIELD).putShort((short) (wideValues * Long.BYTES));
    }
    if (isWide(member.size())) {
      entry.putLong(member.size()).putLong(member.size());
    }
    if (isWide(member.headerOffset())) {
      entry.putLong(member.headerOffset());
    }
    return bytes;
  }

  byte[] end(long directoryOffset, long directorySize, int members) {
    boolean wide = isWide(directoryOffset) || isWide(directorySize) || members >= 0xffff;
    byte[] bytes = new byte[22 + (wide ? 56 + 20 : 0)];
    ByteBuffer end = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    if (wide) {
      end.putInt(0x06064b50).putLong(44).putShort(VERSION_4_5).putShort(VERSION_4_5);
      end.putInt(0).putInt(0).putLong(members).putLong(members);
      end.putLong(directorySize).putLong(directoryOffset);
      end.putInt(0x07064b50).putInt(0).putLong(directoryOffset + directorySize).putInt(1);
    }
    short count = (short) Math.min(members, 0xffff);
    end.putInt(0x06054b50).putInt(0).putShort(count).putShort(count);
    end.putInt(narrow(directorySize)).putInt(narrow(directoryOffset)).putShort((short) 0);
    return bytes;
  }

  private static int padding(long unaligned, int alignment) {
    int padding = (int) Math.floorMod(-unaligned, (long) alignment);
    // A field takes at least its own header.
    return padding == 0 || padding >= FIELD_HEADER
        ? padding
        : padding + alignment * ((FIELD_HEADER + alignment - 1) / alignment);
  }

  private boolean isWide(long value) {
    return value >= wideFrom;
  }

  private int narrow(long value) {
    return isWide(value) ? FULL : (int) value;
  }

  private static short version(boolean wide) {
    return wide ? VERSION_4_5 : VERSION_2_0;
  }

  private static short flags(int nameBytes, ZipMember member) {
    return nameBytes == member.name().length() ? 0 : NAME_IS_UTF8;
  }
}
