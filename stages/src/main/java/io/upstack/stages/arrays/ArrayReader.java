package io.upstack.stages.arrays;

import io.upstack.stages.zip.MalformedZipException;
import io.upstack.stages.zip.MemberReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * Reads an array from its first row to its last, in memory bounded by the rows asked for. A row is
 * all that has the same first index; an array without dimensions is one row.
 *
 * <p>An array in Fortran order is read whole and turned into C order when its first row is asked
 * for. Once the last row is read without any having been skipped, the array is known to be whole.
 *
 * <p>All that read throw {@link MalformedArrayException}, naming the file and the array, if it is
 * damaged. The conveniences take the rows that are left.
 */
public final class ArrayReader implements AutoCloseable {
  private static final long LARGEST_BUFFER = Integer.MAX_VALUE - 8;

  private final String description;
  private final NpyHeader header;
  private final MemberReader member;
  private Optional<ByteBuffer> reordered = Optional.empty();
  private long rowsLeft;

  ArrayReader(String description, NpyHeader header, MemberReader member) {
    this.description = description;
    this.header = header;
    this.member = member;
    this.rowsLeft = header.rows();
  }

  public ElementType elementType() {
    return header.elementType();
  }

  /** Empty for an array of a single element without dimensions. */
  public List<Long> shape() {
    return header.shape();
  }

  public long rowsLeft() {
    return rowsLeft;
  }

  /**
   * The next rows, little-endian and in C order: as many as asked for, or as are left, or as fit in
   * a buffer. A buffer with nothing remaining says that the end is reached.
   */
  public ByteBuffer readRows(int maximumRows) throws IOException {
    long rowBytes = header.rowBytes();
    if (rowBytes == 0) {
      rowsLeft = 0;
      return little(ByteBuffer.allocate(0));
    }
    if (rowBytes > LARGEST_BUFFER) {
      throw new MalformedArrayException(
          "%s has rows of %d bytes, expected at most %d"
              .formatted(description, rowBytes, LARGEST_BUFFER));
    }
    long rows = Math.min(Math.min(maximumRows, rowsLeft), LARGEST_BUFFER / rowBytes);
    ByteBuffer read = bytes((int) (rows * rowBytes));
    rowsLeft -= rows;
    return read;
  }

  /** Passes over rows, without reading them where they are stored uncompressed. */
  public void skipRows(long rows) throws IOException {
    if (rows > rowsLeft) {
      throw new MalformedArrayException(
          "%s has %d rows left, expected at least %d".formatted(description, rowsLeft, rows));
    }
    if (header.fortranOrder()) {
      ByteBuffer all = inOrder();
      all.position(all.position() + (int) (rows * header.rowBytes()));
    } else {
      named(() -> member.skip(rows * header.rowBytes()));
    }
    rowsLeft -= rows;
  }

  /** All that is left, float64 and large integers rounded to the nearest float. */
  public float[] toFloats() throws IOException {
    ByteBuffer bytes = rest();
    float[] values = new float[bytes.remaining() / elementType().size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) Elements.toDouble(elementType(), bytes);
    }
    return values;
  }

  /** All that is left, integers beyond 2^53 rounded to the nearest double. */
  public double[] toDoubles() throws IOException {
    ByteBuffer bytes = rest();
    double[] values = new double[bytes.remaining() / elementType().size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = Elements.toDouble(elementType(), bytes);
    }
    return values;
  }

  /** All that is left of an array of integers or booleans (0 and 1). */
  public long[] toLongs() throws IOException {
    if (elementType().isFloatingPoint()) {
      throw new MalformedArrayException(
          "%s has elements of type %s, expected integers".formatted(description, elementType()));
    }
    ByteBuffer bytes = rest();
    long[] values = new long[bytes.remaining() / elementType().size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = Elements.toLong(elementType(), bytes);
    }
    return values;
  }

  /** All that is left of an array whose elements are single bytes. */
  public byte[] toBytes() throws IOException {
    if (elementType().size() != 1) {
      throw new MalformedArrayException(
          "%s has elements of type %s, expected UINT8, INT8 or BOOL"
              .formatted(description, elementType()));
    }
    ByteBuffer bytes = rest();
    byte[] values = new byte[bytes.remaining()];
    bytes.get(values);
    return values;
  }

  private ByteBuffer rest() throws IOException {
    long bytes = rowsLeft == 0 ? 0 : Math.multiplyExact(rowsLeft, header.rowBytes());
    if (bytes > LARGEST_BUFFER) {
      throw new MalformedArrayException(
          "%s has %d bytes, expected at most %d for an array in memory"
              .formatted(description, bytes, LARGEST_BUFFER));
    }
    rowsLeft = 0;
    return bytes((int) bytes);
  }

  private ByteBuffer bytes(int count) throws IOException {
    if (header.fortranOrder() && count > 0) {
      ByteBuffer all = inOrder();
      ByteBuffer bytes = little(all.slice(all.position(), count));
      all.position(all.position() + count);
      return bytes;
    }
    return little(ByteBuffer.wrap(read(count)));
  }

  private ByteBuffer inOrder() throws IOException {
    if (reordered.isEmpty()) {
      long size = header.elements() * elementType().size();
      if (size > LARGEST_BUFFER) {
        throw new MalformedArrayException(
            "%s has %d bytes in Fortran order, expected at most %d, or C order"
                .formatted(description, size, LARGEST_BUFFER));
      }
      reordered = Optional.of(FortranOrder.toRowMajor(read((int) size), header));
    }
    return reordered.get();
  }

  private byte[] read(int count) throws IOException {
    byte[] bytes = new byte[count];
    named(() -> member.read(ByteBuffer.wrap(bytes)));
    if (header.bigEndian()) {
      Elements.swap(bytes, elementType().size());
    }
    return bytes;
  }

  private void named(Reading reading) throws IOException {
    try {
      reading.run();
    } catch (MalformedZipException exception) {
      throw new MalformedArrayException(exception.getMessage(), exception);
    }
  }

  private static ByteBuffer little(ByteBuffer bytes) {
    return bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  @FunctionalInterface
  private interface Reading {
    void run() throws IOException;
  }

  @Override
  public void close() {
    member.close();
  }
}
