package io.upstack.stages.checksums;

/**
 * Checksums that of a whole follow from those of its parts, whoever has summed them and in whatever
 * order. A CRC is the remainder of a polynomial over GF(2): bytes that follow multiply it by a
 * power of x.
 */
public enum CyclicRedundancy {
  /** Of zip archives; as {@link java.util.zip.CRC32}. */
  CRC32(0xedb8_8320),
  /** Of objects in buckets; as {@link java.util.zip.CRC32C}. */
  CRC32C(0x82f6_3b78);

  /** The polynomial 1: the coefficient of the lowest power stands in the highest bit. */
  private static final int ONE = 1 << 31;

  /** The polynomial x to the 8th: one byte. */
  private static final int BYTE = 1 << 23;

  private final int polynomial;

  CyclicRedundancy(int polynomial) {
    this.polynomial = polynomial;
  }

  /**
   * The checksum of two contents, one behind the other.
   *
   * @param first checksum of the first; 0 if it is empty
   * @param second checksum of the second
   * @param secondSize bytes of the second
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
