package io.upstack.stages.arrays;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The rows of an array in Fortran order that is read whole when its first row is asked for. */
final class ReorderedRows implements RowSource {
  private final ArrayData data;
  private Optional<ByteBuffer> all = Optional.empty();

  ReorderedRows(ArrayData data) {
    this.data = data;
  }

  @Override
  public ByteBuffer read(long rows) throws IOException {
    ByteBuffer reordered = reordered();
    int count = (int) (rows * data.header().rowBytes());
    ByteBuffer bytes = reordered.slice(reordered.position(), count);
    reordered.position(reordered.position() + count);
    return bytes;
  }

  @Override
  public void skip(long rows) throws IOException {
    ByteBuffer reordered = reordered();
    reordered.position(reordered.position() + (int) (rows * data.header().rowBytes()));
  }

  private ByteBuffer reordered() throws IOException {
    if (all.isEmpty()) {
      if (data.size() > ArrayData.LARGEST_BUFFER) {
        throw new MalformedArrayException(
            ("%s has %d bytes in Fortran order, deflated, so that no row can be had without all of"
                    + " them; expected at most %d bytes, or C order, or no compression:"
                    + " numpy.savez of numpy.ascontiguousarray(array)")
                .formatted(data.description(), data.size(), ArrayData.LARGEST_BUFFER));
      }
      byte[] source = data.next((int) data.size());
      all = Optional.of(FortranOrder.toRowMajor(source, data.header()));
    }
    return all.get();
  }
}
