package io.upstack.stages.zip;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.IntFunction;

/**
 * Writes to a stream, which cannot be rewound. The checksum of the content is therefore computed
 * beforehand in a separate pass.
 */
record StreamOutput(OutputStream output) implements ArchiveOutput {
  @Override
  public void write(byte[] bytes) throws IOException {
    output.write(bytes);
  }

  @Override
  public int writeMember(String name, long size, IntFunction<byte[]> header, MemberContent content)
      throws IOException {
    ChecksumStream first = new ChecksumStream(OutputStream.nullOutputStream());
    content.writeTo(first);
    if (first.count() != size) {
      throw ArchiveOutput.wrongSize(name, first.count(), size);
    }
    output.write(header.apply(first.crc32()));
    ChecksumStream second = new ChecksumStream(output);
    content.writeTo(second);
    if (second.crc32() != first.crc32() || second.count() != size) {
      throw new IOException(
          "the content of the member '%s' changed while it was written".formatted(name));
    }
    return first.crc32();
  }

  @Override
  public void flush() throws IOException {
    output.flush();
  }
}
