package io.upstack.stages.zip;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads a stored member directly from the archive. */
final class StoredMemberReader extends MemberReader {
  private final ChannelReader reader;
  private final long dataOffset;

  StoredMemberReader(ChannelReader reader, ZipMember member, long dataOffset) {
    super(reader, member);
    this.reader = reader;
    this.dataOffset = dataOffset;
  }

  @Override
  public boolean isSeekable() {
    return true;
  }

  @Override
  void fill(ByteBuffer target) throws IOException {
    fillAt(position(), target);
  }

  @Override
  void fillAt(long offset, ByteBuffer target) throws IOException {
    reader.read(dataOffset + offset, target);
  }

  @Override
  void skipBytes(long count) {
    passOver(count);
  }

  @Override
  void checkEnd() {}
}
