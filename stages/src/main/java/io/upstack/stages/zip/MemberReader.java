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

  /** Uncompressed bytes that are left. */
  public final long remaining() {
    return member.size() - position;
  }

  /**
   * Fills what remains of the target.
   *
   * @throws MalformedZipException if the member ends before, or ends here and is damaged
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

  /** Passes over bytes: without reading them if they are stored, and then without the CRC check. */
  public final void skip(long count) throws IOException {
    if (count > remaining()) {
      throw malformed(
          "ends after %d bytes, expected at least %d".formatted(member.size(), position + count));
    }
    skipBytes(count);
  }

  /** Whether {@link #readAt} can be used: a deflated member has to be read from its beginning. */
  public abstract boolean isSeekable();

  /**
   * Fills what remains of the target with the bytes at an offset from the member's beginning.
   * Neither moves this reader nor adds to what its CRC-32 is checked of.
   *
   * @throws MalformedZipException if the member ends before
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

  /** Uncompressed bytes that were read or passed over. */
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
