package io.upstack.stages.arrays;

import io.upstack.stages.zip.ZipWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;

/**
 * Writes npz files as {@code numpy.savez} does, but with bytes that depend only on the names and
 * arrays: see {@link ZipWriter}.
 */
public final class NpzWriter {
  private NpzWriter() {}

  /**
   * Streams the arrays in the order given, and leaves the output open.
   *
   * @throws IOException naming the array if its content does not fit its shape, or is not the same
   *     twice
   */
  public static void write(OutputStream output, List<NamedArray> arrays) throws IOException {
    write(ZipWriter.to(output), arrays);
  }

  /**
   * Writes the same file, but asks for the content of each array only once and in the order given,
   * so that the content of an array can depend on that of the arrays before it.
   *
   * @param channel the channel, positioned at its beginning; it stays open
   */
  public static void write(SeekableByteChannel channel, List<NamedArray> arrays)
      throws IOException {
    write(ZipWriter.aligned(channel, 1), arrays);
  }

  /**
   * Returns the number of bytes that {@link #write(OutputStream, List)} writes. It does not depend
   * on the content of the arrays.
   */
  public static long size(List<NamedArray> arrays) {
    ZipWriter zip = ZipWriter.measuring();
    try {
      write(zip, arrays);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zip.size();
  }

  private static void write(ZipWriter zip, List<NamedArray> arrays) throws IOException {
    for (NamedArray array : arrays) {
      add(zip, array);
    }
    zip.finish();
  }

  static void add(ZipWriter zip, NamedArray array) throws IOException {
    NpyHeader header = array.header();
    byte[] headerBytes = header.toBytes();
    long size = headerBytes.length + header.elements() * array.type().size();
    zip.add(
        member(array),
        size,
        stream -> {
          stream.write(headerBytes);
          array.content().writeTo(stream);
        });
  }

  /** Returns the name of an array's member. */
  static String member(NamedArray array) {
    return array.name() + ".npy";
  }
}
