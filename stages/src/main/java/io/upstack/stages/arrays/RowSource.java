package io.upstack.stages.arrays;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The rows of an array one after another, little-endian and in C order. */
sealed interface RowSource permits SequentialRows, ReorderedRows, StridedRows {
  /** The next rows; there are as many, and they fit in a buffer. */
  ByteBuffer read(long rows) throws IOException;

  /** There are as many. */
  void skip(long rows) throws IOException;
}
