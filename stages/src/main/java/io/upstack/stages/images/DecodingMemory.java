package io.upstack.stages.images;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/**
 * The memory of this process that pictures take while they are decoded. Pictures wait until there
 * is room for them, so that many threads decode small pictures at a time, and few decode large
 * ones. A picture that needs more than all of the memory is decoded alone.
 */
final class DecodingMemory {
  /** The memory that all sets share, because they share the heap. */
  static final DecodingMemory OF_PROCESS = new DecodingMemory(Runtime.getRuntime().maxMemory() / 4);

  private static final int UNIT = 1 << 10;

  /** The size of a pixel of four channels of 16 bits, and of the RGB image that it becomes. */
  private static final int BYTES_OF_PIXEL = 4 * Short.BYTES + 3;

  private final int units;
  private final Semaphore free;

  DecodingMemory(long bytes) {
    this.units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
    this.free = new Semaphore(units, true);
  }

  /** The work that is done once there is room. */
  @FunctionalInterface
  interface Decoding {
    void run() throws IOException;
  }

  /**
   * Waits for room, runs the decoding, and gives the room back at the end.
   *
   * @param fileBytes the size of the picture's file
   */
  void with(ImageSize size, long fileBytes, Decoding decoding) throws IOException {
    long bytes = (long) size.height() * size.width() * BYTES_OF_PIXEL + 2 * fileBytes;
    int needed = (int) Math.min(units, bytes / UNIT + 1);
    try {
      free.acquire(needed);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while waiting for memory to decode a picture");
      interrupted.initCause(e);
      throw interrupted;
    }
    try {
      decoding.run();
    } finally {
      free.release(needed);
    }
  }
}
