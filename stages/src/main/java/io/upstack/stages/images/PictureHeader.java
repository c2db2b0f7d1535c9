package io.upstack.stages.images;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads the size of a picture from its first bytes. */
final class PictureHeader {
  private static final int IHDR = 0x49484452;
  private static final int IHDR_END = 24;

  private PictureHeader() {}

  /**
   * @throws UndecodablePictureException if it is not a PNG or JPEG, or is of an unsupported kind
   */
  static ImageSize read(PictureBytes bytes) throws IOException {
    PictureFormat format =
        PictureFormat.of(bytes.upTo(0, PictureFormat.SIGNATURE_BYTES))
            .orElseThrow(() -> bytes.undecodable("it does not begin as a PNG or a JPEG"));
    return switch (format) {
      case PNG -> png(bytes);
      case JPEG -> JpegHeader.read(bytes).size();
    };
  }

  private static ImageSize png(PictureBytes bytes) throws IOException {
    ByteBuffer header = bytes.at(0, IHDR_END);
    if (header.getInt(12) != IHDR) {
      throw bytes.undecodable("it has no IHDR chunk at byte 12");
    }
    return bytes.size(
        Integer.toUnsignedLong(header.getInt(20)), Integer.toUnsignedLong(header.getInt(16)));
  }
}
