package io.upstack.stages.merge;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** The labels of shards, in the order in which they are added: 8 bytes per image. */
final class Labels {
  private final List<long[]> shards = new ArrayList<>();

  void add(long[] labels) {
    shards.add(labels);
  }

  /** Writes the labels as little-endian int64. */
  void writeTo(OutputStream output) throws IOException {
    for (long[] labels : shards) {
      ByteBuffer bytes =
          ByteBuffer.allocate(labels.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asLongBuffer().put(labels);
      output.write(bytes.array());
    }
  }
}
