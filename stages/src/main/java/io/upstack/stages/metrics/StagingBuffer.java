package io.upstack.stages.metrics;

import java.nio.ByteBuffer;

/**
 * A direct buffer for each thread, which the engine reads in place. If each call had its own
 * buffer, the memory would wait for a garbage collection that a small heap never triggers.
 */
final class StagingBuffer {
  private final ThreadLocal<ByteBuffer> buffers =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(0));

  /**
   * Copies the remaining bytes of {@code bytes} to memory that this thread's next call overwrites.
   */
  ByteBuffer hold(ByteBuffer bytes) {
    if (bytes.isDirect()) {
      return bytes.slice();
    }
    return reserve(bytes.remaining()).put(bytes.duplicate()).flip().slice();
  }

  /** Returns memory of this size, which this thread's next call overwrites. */
  ByteBuffer reserve(int size) {
    if (buffers.get().capacity() < size) {
      buffers.set(ByteBuffer.allocateDirect(size));
    }
    return buffers.get().slice(0, size);
  }
}
