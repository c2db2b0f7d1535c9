package io.upstack.stages.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** The CRC32C and the size in bytes, which distinguish one content from another. */
record Checksum(int crc32c, long size) {
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{8}) (0|[1-9][0-9]{0,17})");
  private static final int BUFFER_BYTES = 1 << 18;

  /** Reads a file once, from beginning to end. */
  static Checksum ofFile(Path file) throws IOException {
    CRC32C crc32c = new CRC32C();
    long size = 0;
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        size += buffer.remaining();
        crc32c.update(buffer);
        buffer.clear();
      }
    }
    return new Checksum((int) crc32c.getValue(), size);
  }

  /** Returns a line such as {@code 1a2b3c4d 4096}. */
  String toLine() {
    return String.format(Locale.ROOT, "%08x %d", crc32c, size);
  }

  static Optional<Checksum> parseLine(String line) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new Checksum(
            Integer.parseUnsignedInt(matcher.group(1), 16), Long.parseLong(matcher.group(2))));
  }
}
