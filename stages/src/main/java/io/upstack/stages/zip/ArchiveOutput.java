package io.upstack.stages.zip;

import java.io.IOException;
import java.util.function.IntFunction;

/**
 * Where an archive goes, and so how a local header, which stands before the content, comes by the
 * content's checksum.
 */
sealed interface ArchiveOutput permits StreamOutput, ChannelOutput, MeasuringOutput {
  void write(byte[] bytes) throws IOException;

  /**
   * Writes a local header and the content behind it.
   *
   * @param size that the content must have
   * @param header of a CRC-32; its length is the same for all
   * @return the CRC-32 of the content
   */
  int writeMember(String name, long size, IntFunction<byte[]> header, MemberContent content)
      throws IOException;

  void flush() throws IOException;

  /** For content that is not of the size announced. */
  static IOException wrongSize(String name, long written, long size) {
    return new IOException(
        "the content of the member '%s' is %d bytes, expected %d".formatted(name, written, size));
  }
}
