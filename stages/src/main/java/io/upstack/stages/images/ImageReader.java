package io.upstack.stages.images;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads images in order. Only one thread can use a reader. */
public interface ImageReader extends AutoCloseable {
  /**
   * Returns the next images, uint8 [count, H, W, 3], ready to be read.
   *
   * @throws IOException naming the file, if fewer are left or one does not decode
   */
  ByteBuffer read(int count) throws IOException;

  @Override
  void close() throws IOException;
}
