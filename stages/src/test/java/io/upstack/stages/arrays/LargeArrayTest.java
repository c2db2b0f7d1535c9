package io.upstack.stages.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.zip.ZipWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images of more than 4 GB. All are black but for three, which have a white first sample. */
@Tag("slow")
class LargeArrayTest {
  private static final int ROW = 64 * 64 * 3;
  private static final int ROWS = 360_000;
  private static final long BYTES = (long) ROWS * ROW;
  private static final List<Long> SHAPE = List.of((long) ROWS, 64L, 64L, 3L);
  private static final List<Integer> WHITE = List.of(0, 349_999, ROWS - 1);

  private final SparseChannel channel = new SparseChannel();

  @Test
  void rowsInOrderAreRead() throws IOException {
    write(header(false), offset -> offset * ROW);
    assertThat(whiteOfAll()).containsExactlyEntriesOf(whites());
    assertRowsCanBeEntered();
  }

  @Test
  void rowsInFortranOrderAreGathered() throws IOException {
    write(header(true), offset -> offset);
    assertRowsCanBeEntered();
  }

  @Test
  void deflatedRowsAreRead() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel))) {
      zip.setLevel(1);
      zip.putNextEntry(new ZipEntry("arr_0.npy"));
      zip.write(header(false));
      writeWhites(zip, offset -> offset * ROW);
    }
    assertThat(whiteOfAll()).containsExactlyEntriesOf(whites());
  }

  private static byte[] header(boolean fortranOrder) {
    return new NpyHeader(ElementType.UINT8, false, fortranOrder, SHAPE).toBytes();
  }

  private void write(byte[] header, Placement placement) throws IOException {
    ZipWriter zip = ZipWriter.aligned(channel, 1);
    zip.add(
        "arr_0.npy",
        header.length + BYTES,
        output -> {
          output.write(header);
          writeWhites(output, placement);
        });
    zip.finish();
  }

  private static void writeWhites(OutputStream output, Placement placement) throws IOException {
    byte[] zeros = new byte[1 << 20];
    long written = 0;
    for (int white : WHITE) {
      long place = placement.of(white);
      written = writeZeros(output, zeros, written, place);
      output.write(255);
      written++;
    }
    writeZeros(output, zeros, written, BYTES);
  }

  private static long writeZeros(OutputStream output, byte[] zeros, long from, long to)
      throws IOException {
    for (long left = to - from; left > 0; left -= zeros.length) {
      output.write(zeros, 0, (int) Math.min(left, zeros.length));
    }
    return to;
  }

  private Map<Integer, Integer> whiteOfAll() throws IOException {
    Map<Integer, Integer> found = new TreeMap<>();
    try (NpzFile npz = NpzFile.open(channel, "large.npz");
        ArrayReader array = npz.array("arr_0")) {
      for (int row = 0; row < ROWS; ) {
        ByteBuffer rows = array.readRows(500);
        for (; rows.hasRemaining(); row++) {
          int first = Byte.toUnsignedInt(rows.get(rows.position()));
          if (first != 0) {
            found.put(row, first);
          }
          rows.position(rows.position() + ROW);
        }
      }
    }
    return found;
  }

  private void assertRowsCanBeEntered() throws IOException {
    try (NpzFile npz = NpzFile.open(channel, "large.npz");
        ArrayReader array = npz.array("arr_0")) {
      assertThat(firsts(array.readRows(2))).containsExactly(255, 0);
      array.skipRows(349_998 - 2);
      assertThat(firsts(array.readRows(3))).containsExactly(0, 255, 0);
      array.skipRows(ROWS - 350_001 - 1);
      assertThat(firsts(array.readRows(3))).containsExactly(255);
    }
  }

  private static int[] firsts(ByteBuffer rows) {
    int[] firsts = new int[rows.remaining() / ROW];
    for (int row = 0; row < firsts.length; row++) {
      firsts[row] = Byte.toUnsignedInt(rows.get(rows.position() + row * ROW));
    }
    return firsts;
  }

  private static Map<Integer, Integer> whites() {
    Map<Integer, Integer> whites = new TreeMap<>();
    WHITE.forEach(white -> whites.put(white, 255));
    return whites;
  }

  @FunctionalInterface
  private interface Placement {
    /** Offset of the first sample of an image. */
    long of(long image);
  }
}
