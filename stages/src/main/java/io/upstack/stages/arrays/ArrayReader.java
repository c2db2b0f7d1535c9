package io.upstack.stages.arrays;

import io.upstack.stages.zip.MemberReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Reads an array from its first row to its last, in memory bounded by the rows asked for. A row
 * consists of all elements with the same first index. An array without dimensions is one row.
 *
 * <p>An array in Fortran order has its rows scattered. If it is small or deflated, it is read whole
 * and turned into C order when its first row is asked for. If it is large and stored, rows are
 * gathered in blocks of about 32 MB. Once the last row of an array has been read and no row was
 * skipped, the array is known to be intact, unless its rows were gathered.
 *
 * <p>All methods that read throw {@link MalformedArrayException}, naming the file and the array, if
 * it is damaged. The convenience methods take the rows that are left.
 */
public final class ArrayReader implements AutoCloseable {
  static final int FORTRAN_BYTES = 1 << 25;

  /** The number of rows that are converted together. */
  private static final int PIECE = 1 << 16;

  private final String description;
  private final NpyHeader header;
  private final MemberReader member;
  private final RowSource rows;
  private long rowsLeft;

  /**
   * @param fortranBytes the number of bytes of an array in Fortran order that are held at once, if
   *     possible
   */
  ArrayReader(String description, NpyHeader header, MemberReader member, int fortranBytes) {
    this.description = description;
    this.header = header;
    this.member = member;
    this.rows = rows(ArrayData.of(description, header, member), fortranBytes);
    this.rowsLeft = header.rows();
  }

  private static RowSource rows(ArrayData data, int fortranBytes) {
    if (!data.header().fortranOrder() || data.header().elements() == 0) {
      return new SequentialRows(data);
    }
    boolean whole =
        data.size() <= fortranBytes
            || !data.member().isSeekable()
            || data.header().rowBytes() > ArrayData.LARGEST_BUFFER;
    return whole ? new ReorderedRows(data) : new StridedRows(data, fortranBytes);
  }

  public ElementType elementType() {
    return header.elementType();
  }

  /** Returns the shape, which is empty for an array of a single element without dimensions. */
  public List<Long> shape() {
    return header.shape();
  }

  public long rowsLeft() {
    return rowsLeft;
  }

  /** Returns whether rows can be skipped without reading anything. */
  public boolean isSeekable() {
    return member.isSeekable() && !header.fortranOrder();
  }

  /**
   * Reads the next rows in little-endian byte order and in C order. It reads as many as asked for,
   * as are left, or as fit in a buffer. A buffer with nothing remaining means that the end is
   * reached.
   */
  public ByteBuffer readRows(int maximumRows) throws IOException {
    long rowBytes = header.rowBytes();
    if (rowBytes == 0) {
      rowsLeft = 0;
      return little(ByteBuffer.allocate(0));
    }
    if (rowBytes > ArrayData.LARGEST_BUFFER) {
      throw new MalformedArrayException(
          "%s has rows of %d bytes, expected at most %d"
              .formatted(description, rowBytes, ArrayData.LARGEST_BUFFER));
    }
    long count = Math.min(Math.min(maximumRows, rowsLeft), ArrayData.LARGEST_BUFFER / rowBytes);
    return next(count);
  }

  /**
   * Reads the next rows into a buffer, so that callers that read many rows leave no garbage. It
   * reads as many rows as the buffer has room for, or as are left.
   *
   * @param buffer a buffer with room for at least one row; it is cleared, filled and flipped
   */
  public void readRows(ByteBuffer buffer) throws IOException {
    long rowBytes = header.rowBytes();
    long count = rowBytes == 0 ? rowsLeft : Math.min(rowsLeft, buffer.capacity() / rowBytes);
    buffer.clear().limit((int) (count * rowBytes));
    rows.read(count, buffer);
    rowsLeft -= count;
    buffer.flip();
  }

  /** Skips rows, without reading them if they are stored uncompressed. */
  public void skipRows(long count) throws IOException {
    if (count > rowsLeft) {
      throw new MalformedArrayException(
          "%s has %d rows left, expected at least %d".formatted(description, rowsLeft, count));
    }
    rows.skip(count);
    rowsLeft -= count;
  }

  /**
   * Reads everything that is left. Float64 values and large integers are rounded to the nearest
   * float.
   */
  public float[] toFloats() throws IOException {
    ByteBuffer bytes = rest();
    float[] values = new float[bytes.remaining() / elementType().size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = (float) Elements.toDouble(elementType(), bytes);
    }
    return values;
  }

  /** Reads everything that is left. Integers beyond 2^53 are rounded to the nearest double. */
  public double[] toDoubles() throws IOException {
    ByteBuffer bytes = rest();
    double[] values = new double[bytes.remaining() / elementType().size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = Elements.toDouble(elementType(), bytes);
    }
    return values;
  }

  /** Reads everything that is left of an array of integers or booleans (0 and 1). */
  public long[] toLongs() throws IOException {
    if (elementType().isFloatingPoint()) {
      throw new MalformedArrayException(
          "%s has elements of type %s, expected integers".formatted(description, elementType()));
    }
    ByteBuffer bytes = rest();
    long[] values = new long[bytes.remaining() / elementType().size()];
    for (int index = 0; index < values.length; index++) {
      values[index] = Elements.toLong(elementType(), bytes);
      if (values[index] < 0 && elementType() == ElementType.UINT64) {
        throw tooLarge(index, Long.toUnsignedString(values[index]), "2^63 - 1");
      }
    }
    return values;
  }

  /**
   * Reads everything that is left of an array of integers or booleans (0 and 1) that fit in 32
   * bits, a piece at a time.
   *
   * @throws MalformedArrayException naming the first element that does not fit
   */
  public int[] toInts() throws IOException {
    if (elementType().isFloatingPoint()) {
      throw new MalformedArrayException(
          "%s has elements of type %s, expected integers".formatted(description, elementType()));
    }
    long elements = rowsLeft == 0 ? 0 : rowsLeft * (header.rowBytes() / elementType().size());
    if (elements > ArrayData.LARGEST_BUFFER / Integer.BYTES) {
      throw new MalformedArrayException(
          "%s has %d integers, expected at most %d for an array in memory"
              .formatted(description, elements, ArrayData.LARGEST_BUFFER / Integer.BYTES));
    }
    int[] values = new int[(int) elements];
    for (int index = 0; index < values.length; ) {
      ByteBuffer bytes = readRows(PIECE);
      for (; bytes.hasRemaining(); index++) {
        values[index] = toInt(bytes, index);
      }
    }
    return values;
  }

  private int toInt(ByteBuffer bytes, int index) throws MalformedArrayException {
    long value = Elements.toLong(elementType(), bytes);
    if (value < 0 && elementType() == ElementType.UINT64) {
      throw tooLarge(index, Long.toUnsignedString(value), Integer.MAX_VALUE);
    }
    if (value < Integer.MIN_VALUE) {
      throw new MalformedArrayException(
          "%s has the number %d at place %d, expected %d or more"
              .formatted(description, value, index, Integer.MIN_VALUE));
    }
    if (value > Integer.MAX_VALUE) {
      throw tooLarge(index, value, Integer.MAX_VALUE);
    }
    return (int) value;
  }

  private MalformedArrayException tooLarge(int index, Object value, Object largest) {
    return new MalformedArrayException(
        "%s has the number %s at place %d, expected at most %s"
            .formatted(description, value, index, largest));
  }

  /** Reads everything that is left of an array whose elements are single bytes. */
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

  /**
   * Returns the next element of rows that were read. It is exact except for integers beyond 2^53.
   */
  public static double next(ElementType type, ByteBuffer rows) {
    return Elements.toDouble(type, rows);
  }

  private ByteBuffer rest() throws IOException {
    long bytes = rowsLeft == 0 ? 0 : Math.multiplyExact(rowsLeft, header.rowBytes());
    if (bytes > ArrayData.LARGEST_BUFFER) {
      throw new MalformedArrayException(
          "%s has %d bytes, expected at most %d for an array in memory"
              .formatted(description, bytes, ArrayData.LARGEST_BUFFER));
    }
    return next(rowsLeft);
  }

  private ByteBuffer next(long count) throws IOException {
    ByteBuffer read = little(rows.read(count));
    rowsLeft -= count;
    return read;
  }

  private static ByteBuffer little(ByteBuffer bytes) {
    return bytes.order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void close() {
    member.close();
  }
}
