package io.upstack.stages.arrays;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The rows of an array in sequence, in little-endian byte order and in C order. */
sealed interface RowSource permits SequentialRows, ReorderedRows, StridedRows {
  /** Reads the next rows. The array must have that many left, and they must fit in a buffer. */
  ByteBuffer read(long rows) throws IOException;

  /** Reads the next rows into a buffer, whose remaining space they fill. */
  default void read(long rows, ByteBuffer target) throws IOException {
    target.put(read(rows));
  }

  /** Skips rows. The array must have that many left. */
  void skip(long rows) throws IOException;
}
