package io.upstack.stages.zip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Inflates a member, one piece of the archive at a time. */
final class DeflatedMemberReader extends MemberReader {
  private static final int PIECE = 1 << 16;

  private final ChannelReader reader;
  private final ZipMember member;
  private final Inflater inflater = new Inflater(true);
  private final ByteBuffer piece = ByteBuffer.allocate(PIECE);
  private final long dataOffset;
  private long consumed;

  DeflatedMemberReader(ChannelReader reader, ZipMember member, long dataOffset) {
    super(reader, member);
    this.reader = reader;
    this.member = member;
    this.dataOffset = dataOffset;
  }

  @Override
  public boolean isSeekable() {
    return false;
  }

  @Override
  void fillAt(long offset, ByteBuffer target) {
    throw new IllegalStateException("a deflated member is read from its beginning");
  }

  @Override
  void fill(ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      if (inflate(target) == 0 && inflater.finished()) {
        throw malformed(
            "inflates to %d bytes fewer than %d".formatted(target.remaining(), member.size()));
      }
    }
  }

  @Override
  void skipBytes(long count) throws IOException {
    ByteBuffer scratch = ByteBuffer.allocate((int) Math.min(count, PIECE));
    long left = count;
    while (left > 0) {
      scratch.clear().limit((int) Math.min(left, PIECE));
      left -= scratch.remaining();
      read(scratch);
    }
  }

  @Override
  void checkEnd() throws IOException {
    ByteBuffer beyond = ByteBuffer.allocate(1);
    while (!inflater.finished()) {
      if (inflate(beyond) > 0) {
        throw malformed("inflates to more than %d bytes".formatted(member.size()));
      }
    }
  }

  private int inflate(ByteBuffer target) throws IOException {
    try {
      int count = inflater.inflate(target);
      if (count == 0 && !inflater.finished()) {
        feed();
      }
      return count;
    } catch (DataFormatException exception) {
      MalformedZipException malformed = malformed("is damaged: it does not inflate");
      malformed.initCause(exception);
      throw malformed;
    }
  }

  private void feed() throws IOException {
    long left = member.compressedSize() - consumed;
    if (left == 0 || inflater.needsDictionary()) {
      throw malformed(
          "is damaged: its %d deflated bytes have no end".formatted(member.compressedSize()));
    }
    piece.clear().limit((int) Math.min(left, PIECE));
    reader.read(dataOffset + consumed, piece);
    consumed += piece.position();
    inflater.setInput(piece.flip());
  }

  @Override
  public void close() {
    inflater.end();
  }
}
