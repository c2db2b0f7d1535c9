package io.upstack.stages.arrays;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A way of writing an array that numpy has.
 *
 * @param version of npy: 1, 2 or 3
 * @param method of zip: {@link ZipEntry#STORED} or {@link ZipEntry#DEFLATED}
 */
record NpyVariant(int version, int method, boolean fortranOrder) {
  /** An npz of one array. */
  byte[] npz(String name, ElementType type, List<Long> shape, byte[] elements) throws IOException {
    ByteArrayOutputStream member = new ByteArrayOutputStream();
    member.write(header(type, shape));
    member.write(fortranOrder ? scattered(elements, type.size(), shape) : elements);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(output)) {
      ZipEntry entry = new ZipEntry(name + ".npy");
      entry.setMethod(method);
      if (method == ZipEntry.STORED) {
        CRC32 crc32 = new CRC32();
        crc32.update(member.toByteArray());
        entry.setCrc(crc32.getValue());
        entry.setSize(member.size());
      }
      zip.putNextEntry(entry);
      zip.write(member.toByteArray());
    }
    return output.toByteArray();
  }

  private byte[] header(ElementType type, List<Long> shape) {
    byte[] first = new NpyHeader(type, false, fortranOrder, shape).toBytes();
    if (version == 1) {
      return first;
    }
    byte[] text = Arrays.copyOfRange(first, 10, first.length);
    ByteBuffer header = ByteBuffer.allocate(12 + text.length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(first, 0, 6).put((byte) version).put((byte) 0).putInt(text.length).put(text);
    return header.array();
  }

  /** Element by element from the definition: the first index varies fastest. */
  private static byte[] scattered(byte[] elements, int size, List<Long> shape) {
    byte[] scattered = new byte[elements.length];
    for (int element = 0; element < elements.length / size; element++) {
      int left = element;
      int place = 0;
      for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
        int length = shape.get(dimension).intValue();
        int stride =
            shape.subList(0, dimension).stream()
                .mapToInt(Long::intValue)
                .reduce(1, (a, b) -> a * b);
        place += left % length * stride;
        left /= length;
      }
      System.arraycopy(elements, element * size, scattered, place * size, size);
    }
    return scattered;
  }
}
