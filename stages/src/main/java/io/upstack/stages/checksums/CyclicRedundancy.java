package io.upstack.stages.checksums;

/**
 * Checksums of a whole that can be computed from those of its parts, no matter what computed these
 * and in which order. A CRC is the remainder of a polynomial over GF(2). Bytes that follow multiply
 * it by a power of x.
 */
public enum CyclicRedundancy {
  /** The checksum of zip archives, like {@link java.util.zip.CRC32}. */
  CRC32(0xedb8_8320),
  /** The checksum of objects in buckets, like {@link java.util.zip.CRC32C}. */
  CRC32C(0x82f6_3b78);

  /** The polynomial 1. The highest bit holds the coefficient of the lowest power. */
  private static final int ONE = 1 << 31;

  /** The polynomial x to the 8th, which stands for one byte. */
  private static final int BYTE = 1 << 23;

  private final int polynomial;

  CyclicRedundancy(int polynomial) {
    this.polynomial = polynomial;
  }

  /**
   * Returns the checksum of two contents, one after the other.
   *
   * @param first the checksum of the first content; 0 if it is empty
   * @param second the checksum of the second content
   * @param secondSize the number of bytes of the second content
   */
  public int combine(int first, int second, long secondSize) {
    if (secondSize < 0) {
      throw new IllegalArgumentException("%d bytes, expected 0 or more".formatted(secondSize));
    }
    int shift = ONE;
    int power = BYTE;
    for (long left = secondSize; left > 0; left >>= 1) {
      if ((left & 1) == 1) {
        shift = multiply(shift, power);
      }
      power = multiply(power, power);
    }
    return multiply(shift, first) ^ second;
  }

  private int multiply(int left, int right) {
    int product = 0;
    int multiple = right;
    for (int bit = ONE; bit != 0; bit >>>= 1) {
      if ((left & bit) != 0) {
        product ^= multiple;
      }
      multiple = (multiple & 1) == 0 ? multiple >>> 1 : multiple >>> 1 ^ polynomial;
    }
    return product;
  }
}
