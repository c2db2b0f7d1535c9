package io.upstack.stages.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Reads sets one after another, with only one of them open at a time. */
final class JoinedReader implements ImageReader {
  private final String location;
  private final ImageSize size;
  private final List<ImagePart> parts;
  private int part;
  private long position;
  private Optional<ImageReader> reader = Optional.empty();

  JoinedReader(String location, ImageSize size, List<ImagePart> parts, long first) {
    this.location = location;
    this.size = size;
    this.parts = parts;
    this.position = first;
    passEnds();
  }

  @Override
  public ByteBuffer read(int count) throws IOException {
    if (part < parts.size() && position + count <= parts.get(part).images()) {
      return next(count);
    }
    ByteBuffer images = ByteBuffer.allocate(Math.multiplyExact(count, size.bytes()));
    int left = count;
    while (left > 0) {
      if (part == parts.size()) {
        throw new IOException(
            "%s has %d images left, expected at least %d".formatted(location, count - left, count));
      }
      int taken = (int) Math.min(left, parts.get(part).images() - position);
      images.put(next(taken));
      left -= taken;
    }
    return images.flip();
  }

  private ByteBuffer next(int count) throws IOException {
    if (reader.isEmpty()) {
      reader = Optional.of(parts.get(part).open(position));
    }
    ByteBuffer images = reader.get().read(count);
    position += count;
    if (position == parts.get(part).images()) {
      close();
      passEnds();
    }
    return images;
  }

  private void passEnds() {
    while (part < parts.size() && position >= parts.get(part).images()) {
      position -= parts.get(part).images();
      part++;
    }
  }

  @Override
  public void close() throws IOException {
    if (reader.isPresent()) {
      ImageReader open = reader.get();
      reader = Optional.empty();
      open.close();
    }
  }
}
