package io.upstack.stages.images;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A reader that is returned to its owner instead of closed, unless it has failed. */
final class LentReader implements ImageReader {
  private final ImageReader reader;
  private final Return back;
  private boolean failed;
  private boolean closed;

  LentReader(ImageReader reader, Return back) {
    this.reader = reader;
    this.back = back;
  }

  @Override
  public ByteBuffer read(int count) throws IOException {
    boolean done = false;
    try {
      ByteBuffer images = reader.read(count);
      done = true;
      return images;
    } finally {
      failed |= !done;
    }
  }

  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    if (failed) {
      reader.close();
    } else {
      back.give();
    }
  }

  /** Takes the reader back. */
  @FunctionalInterface
  interface Return {
    void give() throws IOException;
  }
}
