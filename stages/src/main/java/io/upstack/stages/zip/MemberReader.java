package io.upstack.stages.zip;

import io.upstack.stages.problems.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/** Reads a member from its beginning to its end, and then checks its CRC-32. */
public abstract sealed class MemberReader implements AutoCloseable
    permits StoredMemberReader, DeflatedMemberReader {
  private final ChannelReader reader;
  private final ZipMember member;
  private final CRC32 crc32 = new CRC32();
  private long position;
  private boolean skipped;

  MemberReader(ChannelReader reader, ZipMember member) {
    this.reader = reader;
    this.member = member;
  }

  /** Returns the number of uncompressed bytes that are left. */
  public final long remaining() {
    return member.size() - position;
  }

  /**
   * Fills the rest of the target.
   *
   * @throws MalformedZipException if the member ends too early, or ends here and is damaged
   */
  public final void read(ByteBuffer target) throws IOException {
    if (target.remaining() > remaining()) {
      throw malformed(
          "ends after %d bytes, expected at least %d"
              .formatted(member.size(), position + target.remaining()));
    }
    int count = target.remaining();
    ByteBuffer filled = target.duplicate();
    fill(target);
    crc32.update(filled);
    advance(count);
  }

  /** Skips bytes. If they are stored, they are not read, and the CRC is not checked afterwards. */
  public final void skip(long count) throws IOException {
    if (count > remaining()) {
      throw malformed(
          "ends after %d bytes, expected at least %d".formatted(member.size(), position + count));
    }
    skipBytes(count);
  }

  /**
   * Returns whether {@link #readAt} can be used. A deflated member has to be read from its
   * beginning.
   */
  public abstract boolean isSeekable();

  /**
   * Fills the rest of the target with the bytes at an offset from the member's beginning. This
   * neither moves the reader nor affects its CRC-32 check.
   *
   * @throws MalformedZipException if the member ends too early
   */
  public final void readAt(long offset, ByteBuffer target) throws IOException {
    if (offset < 0 || target.remaining() > member.size() - offset) {
      throw malformed(
          "ends after %d bytes, expected %d at byte %d"
              .formatted(member.size(), target.remaining(), offset));
    }
    fillAt(offset, target);
  }

  abstract void fill(ByteBuffer target) throws IOException;

  abstract void fillAt(long offset, ByteBuffer target) throws IOException;

  abstract void skipBytes(long count) throws IOException;

  abstract void checkEnd() throws IOException;

  /** Returns the number of uncompressed bytes that were read or skipped. */
  public final long position() {
    return position;
  }

  final void passOver(long count) {
    skipped |= count > 0;
    position += count;
  }

  final MalformedZipException malformed(String problem) {
    return reader.malformed("member '%s' %s".formatted(Printable.name(member.name()), problem));
  }

  private void advance(long count) throws IOException {
    position += count;
    if (count == 0 || remaining() > 0) {
      return;
    }
    checkEnd();
    if (!skipped && (int) crc32.getValue() != member.crc32()) {
      throw malformed(
          "is damaged: its CRC-32 is %08x, expected %08x"
              .formatted(crc32.getValue(), member.crc32()));
    }
  }

  @Override
  public void close() {}
}
