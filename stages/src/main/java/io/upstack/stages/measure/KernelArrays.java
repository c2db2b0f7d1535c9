package io.upstack.stages.measure;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.shards.ArrayLayout;
import java.io.IOException;
import java.util.List;

/** The stored form of the kernel distance of a subset: fp64 [1]. */
final class KernelArrays {
  private static final String DISTANCE = "distance";

  private KernelArrays() {}

  static List<ArrayLayout> layout() {
    return List.of(new ArrayLayout(DISTANCE, ElementType.FLOAT64, List.of()));
  }

  static List<NamedArray> of(double distance) {
    return List.of(NamedArray.ofDoubles(DISTANCE, List.of(1L), new double[] {distance}));
  }

  static double read(NpzFile file) throws IOException {
    try (ArrayReader array = file.array(DISTANCE)) {
      return array.toDoubles()[0];
    }
  }
}
