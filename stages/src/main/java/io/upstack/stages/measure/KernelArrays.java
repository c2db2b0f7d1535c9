package io.upstack.stages.measure;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.shards.ArrayLayout;
import java.io.IOException;
import java.util.List;

/** The stored form of a number that comes from the kernel: fp64 [1]. */
record KernelArrays(String name) {
  /** The kernel distance of a subset. */
  static final KernelArrays DISTANCE = new KernelArrays("distance");

  /** The sum of the kernel over pairs. */
  static final KernelArrays SUM = new KernelArrays("sum");

  List<ArrayLayout> layout() {
    return List.of(new ArrayLayout(name, ElementType.FLOAT64, List.of()));
  }

  List<NamedArray> of(double value) {
    return List.of(NamedArray.ofDoubles(name, List.of(1L), new double[] {value}));
  }

  double read(NpzFile file) throws IOException {
    try (ArrayReader array = file.array(name)) {
      return array.toDoubles()[0];
    }
  }
}
