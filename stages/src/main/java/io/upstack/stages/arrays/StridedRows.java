package io.upstack.stages.arrays;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The rows of a stored array in Fortran order that is too large to be read whole. Neighboring
 * elements of a row are as far apart as there are rows, so a block of rows is read at once, one
 * column at a time.
 */
final class StridedRows implements RowSource {
  private final ArrayData data;
  private final int blockRows;
  private final int[] places;
  private ByteBuffer block = ByteBuffer.allocate(0);
  private long nextRow;

  /**
   * @param blockBytes the number of bytes of rows to read at once, if that is one row or more
   */
  StridedRows(ArrayData data, int blockBytes) {
    this.data = data;
    NpyHeader header = data.header();
    this.blockRows = (int) Math.max(1, blockBytes / header.rowBytes());
    this.places = FortranOrder.places(header.shape().subList(1, header.shape().size()));
  }

  @Override
  public ByteBuffer read(long rows) throws IOException {
    int count = (int) (rows * data.header().rowBytes());
    if (count <= block.remaining()) {
      ByteBuffer bytes = block.slice(block.position(), count);
      block.position(block.position() + count);
      nextRow += rows;
      return bytes;
    }
    ByteBuffer bytes = ByteBuffer.allocate(count);
    while (bytes.hasRemaining()) {
      if (!block.hasRemaining()) {
        block = ByteBuffer.wrap(load());
      }
      int taken = Math.min(bytes.remaining(), block.remaining());
      bytes.put(block.slice(block.position(), taken));
      block.position(block.position() + taken);
      nextRow += taken / data.header().rowBytes();
    }
    return bytes.flip();
  }

  @Override
  public void skip(long rows) {
    long bytes = Math.multiplyExact(rows, data.header().rowBytes());
    block.position((int) Math.min(block.limit(), block.position() + bytes));
    nextRow += rows;
  }

  /** Loads the block that begins with the next row. */
  private byte[] load() throws IOException {
    NpyHeader header = data.header();
    int size = header.elementType().size();
    int rows = (int) Math.min(blockRows, header.rows() - nextRow);
    byte[] loaded = new byte[(int) (rows * header.rowBytes())];
    // A column has the elements that differ only in the first index. Columns are in Fortran order
    // too.
    for (int column = 0; column < places.length; column++) {
      byte[] elements = data.at(((long) column * header.rows() + nextRow) * size, rows * size);
      int target = places[column] * size;
      for (int row = 0; row < rows; row++) {
        System.arraycopy(elements, row * size, loaded, target, size);
        target += (int) header.rowBytes();
      }
    }
    return loaded;
  }
}
