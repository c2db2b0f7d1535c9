package io.upstack.stages.checkpoints;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Walks over the elements of a strided tensor in C order, one bounded buffer at a time. */
final class TensorGatherer {
  private static final int BUFFER = 1 << 18;

  private final TensorLayout layout;
  private final PagedFile file;
  private final long storagePosition;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

  /**
   * The number of dimensions that are walked over. In all others, the elements are adjacent, in
   * runs.
   */
  private final int walked;

  private final long[] index;
  private final long runBytes;
  private long bytesLeft;
  private long runOffset;
  private long doneInRun;

  TensorGatherer(TensorLayout layout, PagedFile file, long storagePosition) {
    this.layout = layout;
    this.file = file;
    this.storagePosition = storagePosition;
    int size = layout.elementType().size();
    this.bytesLeft = layout.elements() * size;
    this.walked = bytesLeft == 0 ? 0 : layout.contiguousFrom();
    this.index = new long[walked];
    this.runBytes = size * elementsOf(layout.shape().subList(walked, layout.shape().size()));
    this.runOffset = layout.offset() * size;
  }

  boolean hasNext() {
    return bytesLeft > 0;
  }

  /** Returns the next elements, which are valid until the next call. */
  ByteBuffer next() throws IOException {
    buffer.clear();
    while (buffer.hasRemaining() && bytesLeft > 0) {
      int count = (int) Math.min(runBytes - doneInRun, buffer.remaining());
      buffer.limit(buffer.position() + count);
      file.copy(storagePosition + runOffset + doneInRun, buffer);
      buffer.limit(BUFFER);
      bytesLeft -= count;
      doneInRun += count;
      if (doneInRun == runBytes) {
        nextRun();
      }
    }
    return buffer.flip();
  }

  private void nextRun() {
    doneInRun = 0;
    int size = layout.elementType().size();
    for (int dimension = walked - 1; dimension >= 0; dimension--) {
      long stride = layout.strides().get(dimension) * size;
      index[dimension]++;
      runOffset += stride;
      if (index[dimension] < layout.shape().get(dimension)) {
        return;
      }
      runOffset -= index[dimension] * stride;
      index[dimension] = 0;
    }
  }

  private static long elementsOf(List<Long> shape) {
    return shape.contains(0L) ? 0 : shape.stream().reduce(1L, (left, right) -> left * right);
  }
}
