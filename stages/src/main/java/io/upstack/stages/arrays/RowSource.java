package io.upstack.stages.arrays;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The rows of an array one after another, little-endian and in C order. */
sealed interface RowSource permits SequentialRows, ReorderedRows, StridedRows {
  /** The next rows; there are as many, and they fit in a buffer. */
  ByteBuffer read(long rows) throws IOException;

  /** The same into a buffer, of which they fill what remains. */
  default void read(long rows, ByteBuffer target) throws IOException {
    target.put(read(rows));
  }

  /** There are as many. */
  void skip(long rows) throws IOException;
}
