package io.upstack.stages.measure;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.metrics.ReferenceRoot;
import io.upstack.stages.shards.ArrayLayout;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The stored form of a root of a covariance: rank r int64 [1], mean fp64 [1, D], and an array fp64
 * [1, D x D] whose first D x r values are the root, row-major.
 *
 * @param width D
 */
record RootArrays(int width) {
  private static final String RANK = "rank";
  private static final String MEAN = "mean";
  private static final String ROOT = "root";

  List<ArrayLayout> layout() {
    return List.of(
        new ArrayLayout(RANK, ElementType.INT64, List.of()),
        new ArrayLayout(MEAN, ElementType.FLOAT64, List.of((long) width)),
        new ArrayLayout(ROOT, ElementType.FLOAT64, List.of((long) width * width)));
  }

  List<NamedArray> of(ReferenceRoot root) {
    double[] padded = Arrays.copyOf(root.root(), width * width);
    return List.of(
        NamedArray.ofLongs(RANK, List.of(1L), new long[] {root.rank()}),
        NamedArray.ofDoubles(MEAN, List.of(1L, (long) width), root.mean()),
        NamedArray.ofDoubles(ROOT, List.of(1L, (long) width * width), padded));
  }

  ReferenceRoot read(NpzFile file) throws IOException {
    try (ArrayReader rank = file.array(RANK);
        ArrayReader mean = file.array(MEAN);
        ArrayReader root = file.array(ROOT)) {
      int columns = Math.toIntExact(rank.toLongs()[0]);
      return ReferenceRoot.of(mean.toDoubles(), Arrays.copyOf(root.toDoubles(), width * columns));
    }
  }
}
