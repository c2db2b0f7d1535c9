package io.upstack.stages.metrics;

import java.nio.ByteBuffer;

/**
 * A direct buffer for each thread, which the engine reads in place. One for each call would wait
 * for a garbage collection that a small heap never asks for.
 */
final class StagingBuffer {
  private final ThreadLocal<ByteBuffer> buffers =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

  /** What remains in {@code bytes}, in memory that this thread's next call overwrites. */
  ByteBuffer hold(ByteBuffer bytes) {
    if (bytes.isDirect()) {
      return bytes.slice();
    }
    return reserve(bytes.remaining()).put(bytes.duplicate()).flip().slice();
  }

  /** Memory of this size, which this thread's next call overwrites. */
  ByteBuffer reserve(int size) {
    if (buffers.get().capacity() < size) {
      buffers.set(ByteBuffer.allocateDirect(size));
    }
    return buffers.get().slice(0, size);
  }
}
