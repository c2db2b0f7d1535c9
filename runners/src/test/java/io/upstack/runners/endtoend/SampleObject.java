package io.upstack.runners.endtoend;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NpzFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An npz of samples.
 *
 * @param type of {@code arr_0}
 * @param shape of {@code arr_0}
 * @param pixels in the order of {@code arr_0}
 * @param labels of {@code arr_1}, if there are any
 */
record SampleObject(
    ElementType type, List<Long> shape, byte[] pixels, Optional<List<Long>> labels) {

  static SampleObject read(Path file) throws IOException {
    try (NpzFile npz = NpzFile.open(file);
        ArrayReader images = npz.array("arr_0")) {
      return new SampleObject(images.elementType(), images.shape(), images.toBytes(), labels(npz));
    }
  }

  private static Optional<List<Long>> labels(NpzFile npz) throws IOException {
    if (!npz.contains("arr_1")) {
      return Optional.empty();
    }
    try (ArrayReader labels = npz.array("arr_1")) {
      return Optional.of(Arrays.stream(labels.toLongs()).boxed().toList());
    }
  }
}
