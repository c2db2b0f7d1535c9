package io.upstack.stages.arrays;

import java.nio.ByteBuffer;

/** Converts between floating point types. Values are rounded to nearest, ties to even. */
public final class FloatConversion {
  private FloatConversion() {}

  /**
   * Converts everything that remains in the source, from little-endian to little-endian. As in
   * PyTorch, float64 becomes a 16-bit type via float32.
   */
  public static void convert(
      ElementType sourceType, ByteBuffer source, ElementType targetType, ByteBuffer target) {
    if (sourceType == ElementType.FLOAT16 && targetType == ElementType.FLOAT32) {
      while (source.hasRemaining()) {
        target.putFloat(HalfPrecision.float16ToFloat(source.getShort()));
      }
      return;
    }
    if (sourceType == ElementType.FLOAT32 && targetType == ElementType.FLOAT16) {
      while (source.hasRemaining()) {
        target.putShort(HalfPrecision.floatToFloat16(source.getFloat()));
      }
      return;
    }
    while (source.hasRemaining()) {
      put(targetType, Elements.toDouble(sourceType, source), target);
    }
  }

  private static void put(ElementType type, double value, ByteBuffer target) {
    switch (type) {
      case FLOAT16 -> target.putShort(HalfPrecision.floatToFloat16((float) value));
      case BFLOAT16 -> target.putShort(HalfPrecision.floatToBfloat16((float) value));
      case FLOAT32 -> target.putFloat((float) value);
      case FLOAT64 -> target.putDouble(value);
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BOOL ->
          throw new IllegalArgumentException(
              "no conversion to %s, expected a floating point type".formatted(type));
    }
  }
}
