package io.upstack.stages.features;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.images.ImageSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Images of 2 by 3 pixels. Image i has i in its first red pixel, 2 in the others, 10 in green. */
public final class TestImages {
  public static final ImageSize SIZE = new ImageSize(2, 3);
  private static final int BYTES = 2 * 3 * 3;

  private TestImages() {}

  /** The pixels of images {@code first} to {@code end}, the last not included. */
  public static byte[] pixels(int first, int end) {
    byte[] pixels = new byte[(end - first) * BYTES];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = (byte) (i % BYTES == 0 ? first + i / BYTES : 2);
      pixels[i + 1] = 10;
    }
    return pixels;
  }

  public static NamedArray array(int first, int end) {
    return NamedArray.ofBytes(
        "arr_0", List.of((long) (end - first), 2L, 3L, 3L), pixels(first, end));
  }

  /** Returns the features that {@link TinyExtractor} gives for them. */
  public static float[] pool(int first, int end) {
    float[] pool = new float[(end - first) * 3];
    for (int image = first; image < end; image++) {
      pool[(image - first) * 3] = image + 5 * 2;
      pool[(image - first) * 3 + 1] = 6 * 10;
    }
    return pool;
  }

  public static Path write(Path file, int count, Optional<long[]> labels, NamedArray... others)
      throws IOException {
    List<NamedArray> arrays = new ArrayList<>();
    arrays.add(array(0, count));
    labels.ifPresent(
        values -> arrays.add(NamedArray.ofLongs("arr_1", List.of((long) count), values)));
    arrays.addAll(Arrays.asList(others));
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(output, arrays);
    }
    return file;
  }
}
