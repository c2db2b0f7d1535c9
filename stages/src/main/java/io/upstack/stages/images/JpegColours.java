package io.upstack.stages.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Makes the platform's decoder, and everything that relies on it, treat the colors of a JPEG as
 * libjpeg does. Three components are luminance and chrominance if no segment says what they are, so
 * a JFIF segment is added to say so. A color profile must not change the colors, so it is removed.
 */
final class JpegColours {
  private static final byte[] JFIF =
      HexFormat.of().parseHex("ffe000104a46494600010100000100010000");
  private static final int START = 2;

  private JpegColours() {}

  /** Returns the same JPEG in a form for the platform's decoder. */
  static byte[] settled(byte[] content, String description) throws IOException {
    JpegHeader header = JpegHeader.read(PictureBytes.of(content, description));
    if (header.saysColours() && header.profiles().isEmpty()) {
      return content;
    }
    long removed =
        header.profiles().stream().mapToLong(profile -> profile.end() - profile.start()).sum();
    int added = header.saysColours() ? 0 : JFIF.length;
    ByteBuffer settled = ByteBuffer.allocate((int) (content.length + added - removed));
    settled.put(content, 0, START);
    if (!header.saysColours()) {
      settled.put(JFIF);
    }
    int position = START;
    for (JpegHeader.Segment profile : header.profiles()) {
      settled.put(content, position, (int) profile.start() - position);
      position = (int) profile.end();
    }
    return settled.put(content, position, content.length - position).array();
  }
}
