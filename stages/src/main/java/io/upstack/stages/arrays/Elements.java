package io.upstack.stages.arrays;

import java.nio.ByteBuffer;

/**
 * Reads elements of a little-endian buffer as Java's numbers, starting at the buffer's position.
 */
final class Elements {
  private Elements() {}

  /** Returns an element exactly, except that integers beyond 2^53 are rounded. */
  static double toDouble(ElementType type, ByteBuffer elements) {
    return switch (type) {
      case FLOAT16 -> HalfPrecision.float16ToFloat(elements.getShort());
      case BFLOAT16 -> HalfPrecision.bfloat16ToFloat(elements.getShort());
      case FLOAT32 -> elements.getFloat();
      case FLOAT64 -> elements.getDouble();
      case UINT64 -> unsigned(elements.getLong());
      case UINT8, UINT16, UINT32, INT8, INT16, INT32, INT64, BOOL -> toLong(type, elements);
    };
  }

  /**
   * Returns an element as an integer. Floating point numbers are truncated, so callers must refuse
   * them first. UINT64 values of 2^63 or more become negative, so callers must check for them.
   */
  static long toLong(ElementType type, ByteBuffer elements) {
    return switch (type) {
      case UINT8 -> Byte.toUnsignedLong(elements.get());
      case INT8 -> elements.get();
      case INT16 -> elements.getShort();
      case INT32 -> elements.getInt();
      case UINT16 -> Short.toUnsignedLong(elements.getShort());
      case UINT32 -> Integer.toUnsignedLong(elements.getInt());
      case INT64, UINT64 -> elements.getLong();
      case BOOL -> elements.get() == 0 ? 0 : 1;
      case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> (long) toDouble(type, elements);
    };
  }

  private static double unsigned(long value) {
    return value >= 0 ? value : (double) (value >>> 1 | value & 1) * 2;
  }

  /** Turns big-endian elements of {@code size} bytes into little-endian ones in place. */
  static void swap(byte[] bytes, int size) {
    for (int start = 0; start + size <= bytes.length; start += size) {
      for (int low = start, high = start + size - 1; low < high; low++, high--) {
        byte moved = bytes[low];
        bytes[low] = bytes[high];
        bytes[high] = moved;
      }
    }
  }
}
