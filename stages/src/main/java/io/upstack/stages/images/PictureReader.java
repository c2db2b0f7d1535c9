package io.upstack.stages.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

final class PictureReader implements ImageReader {
  private final String location;
  private final List<Picture> pictures;
  private final ImageSize size;
  private int next;

  PictureReader(String location, List<Picture> pictures, ImageSize size, int next) {
    this.location = location;
    this.pictures = pictures;
    this.size = size;
    this.next = next;
  }

  @Override
  public ByteBuffer read(int count) throws IOException {
    if (count > pictures.size() - next) {
      throw new IOException(
          "%s has %d pictures left, expected at least %d"
              .formatted(location, pictures.size() - next, count));
    }
    byte[] pixels = new byte[Math.multiplyExact(count, size.bytes())];
    for (int image = 0; image < count; image++) {
      pictures.get(next).decode(size, pixels, image * size.bytes());
      next++;
    }
    return ByteBuffer.wrap(pixels);
  }

  @Override
  public void close() {}
}
