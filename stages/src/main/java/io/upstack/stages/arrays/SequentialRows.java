package io.upstack.stages.arrays;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The rows of an array in C order, which follow one another in the file. */
record SequentialRows(ArrayData data) implements RowSource {
  @Override
  public ByteBuffer read(long rows) throws IOException {
    return ByteBuffer.wrap(data.next((int) (rows * data.header().rowBytes())));
  }

  @Override
  public void read(long rows, ByteBuffer target) throws IOException {
    data.next(target);
  }

  @Override
  public void skip(long rows) throws IOException {
    data.skip(rows * data.header().rowBytes());
  }
}
