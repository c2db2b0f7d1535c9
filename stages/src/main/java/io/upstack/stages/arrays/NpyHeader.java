package io.upstack.stages.arrays;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The header before the data of an npy file (numpy's {@code lib/format.py}).
 *
 * @param bigEndian whether the elements in the file are big-endian, so that readers swap their
 *     bytes
 * @param fortranOrder whether the first dimension varies fastest
 * @param shape the shape, empty for a single element
 */
record NpyHeader(
    ElementType elementType, boolean bigEndian, boolean fortranOrder, List<Long> shape) {
  static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int PREFIX = MAGIC.length + 2 + Short.BYTES;

  NpyHeader {
    shape = List.copyOf(shape);
  }

  /**
   * Returns the number of elements of the array.
   *
   * @throws ArithmeticException if the number does not fit into a long
   */
  long elements() {
    return product(shape);
  }

  /**
   * Returns the number of bytes of one row, which is all elements with the same first index. A
   * single element is a row.
   */
  long rowBytes() {
    return Math.multiplyExact(
        product(shape.isEmpty() ? shape : shape.subList(1, shape.size())), elementType.size());
  }

  long rows() {
    return shape.isEmpty() ? 1 : shape.get(0);
  }

  /**
   * Returns the header as numpy writes it: version 1.0, padded with spaces so that the data are
   * aligned to 64 bytes.
   */
  byte[] toBytes() {
    String descriptor =
        elementType
            .numpyDescriptor()
            .orElseThrow(
                () -> new IllegalArgumentException("numpy has no element type " + elementType));
    String dictionary =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
            .formatted(descriptor, fortranOrder ? "True" : "False", tuple());
    int unpadded = PREFIX + dictionary.length() + 1;
    int size = (unpadded + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (size - PREFIX));
    String padded = dictionary + " ".repeat(size - unpadded) + "\n";
    return header.put(padded.getBytes(StandardCharsets.US_ASCII)).array();
  }

  private String tuple() {
    String dimensions = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return shape.size() == 1 ? "(" + dimensions + ",)" : "(" + dimensions + ")";
  }

  private static long product(List<Long> dimensions) {
    if (dimensions.contains(0L)) {
      return 0;
    }
    return dimensions.stream().reduce(1L, Math::multiplyExact);
  }
}
