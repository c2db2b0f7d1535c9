package io.upstack.runners.endtoend;

import io.upstack.stages.arrays.ArrayContent;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.arrays.NpzWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes references of the first images of the shipped one. */
record SmallReference(List<NamedArray> arrays) {
  private static final int IMAGES = 48;
  private static final long EDGE = 32;

  /** Returns 48 labeled images with the statistics of all 5000. */
  static SmallReference shipped() throws IOException {
    try (NpzFile file = NpzFile.open(SmallStack.MODELS.resolve("reference.npz"))) {
      List<NamedArray> arrays = new ArrayList<>();
      arrays.add(
          new NamedArray(
              "arr_0",
              ElementType.UINT8,
              List.of((long) IMAGES, EDGE, EDGE, 3L),
              bytes(rows(file, "arr_0"))));
      arrays.add(
          new NamedArray(
              "arr_1", ElementType.INT64, List.of((long) IMAGES), bytes(rows(file, "arr_1"))));
      for (String name : List.of("mu", "sigma", "mu_s", "sigma_s")) {
        arrays.add(statistics(file, name));
      }
      return new SmallReference(List.copyOf(arrays));
    }
  }

  /** Returns a reference with another array in the place of the one of its name. */
  SmallReference with(NamedArray array) {
    List<NamedArray> changed = new ArrayList<>(without(array.name()).arrays());
    changed.add(array);
    return new SmallReference(List.copyOf(changed));
  }

  SmallReference without(String name) {
    return new SmallReference(arrays.stream().filter(array -> !array.name().equals(name)).toList());
  }

  /** Returns the file. */
  Path writeTo(Path file) throws IOException {
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(output, arrays);
    }
    return file;
  }

  private static byte[] rows(NpzFile file, String name) throws IOException {
    try (ArrayReader reader = file.array(name)) {
      ByteBuffer rows = reader.readRows(IMAGES);
      byte[] bytes = new byte[rows.remaining()];
      rows.get(bytes);
      return bytes;
    }
  }

  private static NamedArray statistics(NpzFile file, String name) throws IOException {
    try (ArrayReader reader = file.array(name)) {
      return NamedArray.ofDoubles(name, reader.shape(), reader.toDoubles());
    }
  }

  private static ArrayContent bytes(byte[] values) {
    return output -> output.write(values);
  }
}
