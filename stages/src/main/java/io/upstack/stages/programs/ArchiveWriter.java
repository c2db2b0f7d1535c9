package io.upstack.stages.programs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A zip archive as libtorch reads it: members stored, their data aligned to 64 bytes by padding the
 * local header's extra field (caffe2/serialize/inline_container.cc). Times are fixed, so that the
 * bytes are a function of the content.
 */
final class ArchiveWriter {
  private static final int ALIGNMENT = 64;
  private static final int LOCAL_HEADER = 30;
  private static final int CENTRAL_HEADER = 46;
  private static final int ZIP64_EXTRA = 12;
  private static final int MAXIMUM_MEMBERS = 0xFFFF;
  private static final long UNSIGNED_INT = 0xFFFFFFFFL;
  private static final short DOS_DATE_1980_01_01 = 0x21;

  private final FileChannel channel;
  private final List<Member> members = new ArrayList<>();

  ArchiveWriter(FileChannel channel) {
    this.channel = channel;
  }

  /** Writes the bytes of a member. */
  interface Content {
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  void add(String name, byte[] content) throws IOException {
    add(name, output -> output.write(ByteBuffer.wrap(content)));
  }

  void add(String name, Content content) throws IOException {
    long offset = channel.position();
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    int padding = padding(offset + LOCAL_HEADER + nameBytes.length);
    channel.position(offset + LOCAL_HEADER + nameBytes.length + padding);
    CheckedChannel checked = new CheckedChannel(channel);
    content.writeTo(checked);
    if (checked.size >= UNSIGNED_INT) {
      throw new IOException(
          "%s has %d bytes; a tensor of a program has fewer than %d"
              .formatted(name, checked.size, UNSIGNED_INT));
    }
    Member member = new Member(nameBytes, offset, (int) checked.crc.getValue(), checked.size);
    members.add(member);
    writeFully(localHeader(member, padding), offset);
  }

  /** Writes the central directory. */
  void finish() throws IOException {
    long start = channel.position();
    for (Member member : members) {
      ByteBuffer header = centralHeader(member);
      while (header.hasRemaining()) {
        channel.write(header);
      }
    }
    long size = channel.position() - start;
    writeFully(endOfDirectory(start, size), channel.position());
  }

  private static int padding(long end) {
    // The extra field itself takes four bytes: its kind and its length.
    int overhang = (int) ((end + 4) % ALIGNMENT);
    return 4 + (overhang == 0 ? 0 : ALIGNMENT - overhang);
  }

  private static ByteBuffer localHeader(Member member, int padding) {
    ByteBuffer header = little(LOCAL_HEADER + member.name.length + padding);
    header.putInt(0x04034b50).putShort((short) 20).putShort((short) 0x0800).putShort((short) 0);
    header.putShort((short) 0).putShort(DOS_DATE_1980_01_01).putInt(member.crc);
    header.putInt((int) member.size).putInt((int) member.size);
    header.putShort((short) member.name.length).putShort((short) padding).put(member.name);
    header.put((byte) 'F').put((byte) 'B').putShort((short) (padding - 4));
    while (header.hasRemaining()) {
      header.put((byte) 'Z');
    }
    return header.flip();
  }

  private static ByteBuffer centralHeader(Member member) {
    boolean far = member.offset > UNSIGNED_INT - 1;
    int extra = far ? ZIP64_EXTRA : 0;
    ByteBuffer header = little(CENTRAL_HEADER + member.name.length + extra);
    header.putInt(0x02014b50).putShort((short) 45).putShort((short) (far ? 45 : 20));
    header.putShort((short) 0x0800).putShort((short) 0).putShort((short) 0);
    header.putShort(DOS_DATE_1980_01_01).putInt(member.crc);
    header.putInt((int) member.size).putInt((int) member.size);
    header.putShort((short) member.name.length).putShort((short) extra).putShort((short) 0);
    header.putShort((short) 0).putShort((short) 0).putInt(0);
    header.putInt((int) (far ? UNSIGNED_INT : member.offset)).put(member.name);
    if (far) {
      header.putShort((short) 1).putShort((short) Long.BYTES).putLong(member.offset);
    }
    return header.flip();
  }

  private ByteBuffer endOfDirectory(long start, long size) {
    boolean far = start + size > UNSIGNED_INT - 1 || members.size() >= MAXIMUM_MEMBERS;
    ByteBuffer end = little(22 + (far ? 56 + 20 : 0));
    if (far) {
      end.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
      end.putInt(0).putInt(0).putLong(members.size()).putLong(members.size());
      end.putLong(size).putLong(start);
      end.putInt(0x07064b50).putInt(0).putLong(start + size).putInt(1);
    }
    short count = (short) (far ? MAXIMUM_MEMBERS : members.size());
    end.putInt(0x06054b50).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
    end.putInt((int) (far ? UNSIGNED_INT : size)).putInt((int) (far ? UNSIGNED_INT : start));
    return end.putShort((short) 0).flip();
  }

  private void writeFully(ByteBuffer bytes, long position) throws IOException {
    long next = position;
    while (bytes.hasRemaining()) {
      next += channel.write(bytes, next);
    }
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private record Member(byte[] name, long offset, int crc, long size) {}

  private static final class CheckedChannel implements WritableByteChannel {
    private final FileChannel channel;
    private final CRC32 crc = new CRC32();
    private long size;

    private CheckedChannel(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
      int length = source.remaining();
      crc.update(source.duplicate());
      while (source.hasRemaining()) {
        channel.write(source);
      }
      size += length;
      return length;
    }

    @Override
    public boolean isOpen() {
      return channel.isOpen();
    }

    @Override
    public void close() {}
  }
}
