package io.upstack.stages.zip;

import java.io.IOException;
import java.util.function.IntFunction;

/**
 * The destination of an archive. It decides how a local header, which comes before the content,
 * gets the content's checksum.
 */
sealed interface ArchiveOutput permits StreamOutput, ChannelOutput, MeasuringOutput {
  void write(byte[] bytes) throws IOException;

  /**
   * Writes a local header followed by the content.
   *
   * @param size the size that the content must have
   * @param header makes the header for a CRC-32; its length is always the same
   * @return the CRC-32 of the content
   */
  int writeMember(String name, long size, IntFunction<byte[]> header, MemberContent content)
      throws IOException;

  void flush() throws IOException;

  /** Returns the exception for content that does not have the announced size. */
  static IOException wrongSize(String name, long written, long size) {
    return new IOException(
        "the content of the member '%s' is %d bytes, expected %d".formatted(name, written, size));
  }
}
