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
    if (buffers.get().capacity() < bytes.remaining()) {
      buffers.set(ByteBuffer.allocateDirect(bytes.remaining()));
    }
    return buffers.get().clear().put(bytes.duplicate()).flip().slice();
  }
}
