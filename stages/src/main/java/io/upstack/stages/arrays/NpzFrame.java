package io.upstack.stages.arrays;

import io.upstack.stages.checksums.CyclicRedundancy;
import io.upstack.stages.zip.ZipWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The bytes of an npz before and after the data of its first array, for data that are too large to
 * be written here. With the data between them, they form the file that {@link NpzWriter} writes.
 */
public final class NpzFrame {
  private final byte[] before;
  private final byte[] after;

  private NpzFrame(byte[] before, byte[] after) {
    this.before = before;
    this.after = after;
  }

  /**
   * Returns the frame of an npz.
   *
   * @param first the first array, whose content is not asked for
   * @param crc32 the CRC-32 of its data
   * @param following the other arrays
   */
  public static NpzFrame of(NamedArray first, int crc32, List<NamedArray> following)
      throws IOException {
    byte[] header = first.header().toBytes();
    long dataSize = first.header().elements() * first.type().size();
    CRC32 headerSum = new CRC32();
    headerSum.update(header);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ZipWriter zip = ZipWriter.to(output);
    zip.addHeader(
        NpzWriter.member(first),
        header.length + dataSize,
        CyclicRedundancy.CRC32.combine((int) headerSum.getValue(), crc32, dataSize));
    output.writeBytes(header);
    byte[] before = output.toByteArray();
    output.reset();
    for (NamedArray array : following) {
      NpzWriter.add(zip, array);
    }
    zip.finish();
    return new NpzFrame(before, output.toByteArray());
  }

  /** Writes the bytes before the data. */
  public void writeBefore(OutputStream output) throws IOException {
    output.write(before);
  }

  /** Writes the bytes after the data, which are the other arrays and the end of the file. */
  public void writeAfter(OutputStream output) throws IOException {
    output.write(after);
  }
}
