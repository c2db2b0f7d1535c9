package io.upstack.stages.measure;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.manifolds.BlockComparison;
import io.upstack.stages.shards.ArrayLayout;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The stored form of the comparison of a block of reference images with N samples: two counts, and
 * arrays [1, N].
 *
 * @param samples N
 */
record ComparisonArrays(int samples) {
  private static final String RECALLED = "recalled";
  private static final String COVERED = "covered";
  private static final String IN_MANIFOLD = "in_manifold";
  private static final String SPHERES = "spheres";
  private static final String SQUARED_REALISM = "squared_realism";
  private static final String RECALL_CHANGE = "recall_change";
  private static final String COVERAGE_CHANGE = "coverage_change";

  List<ArrayLayout> layout() {
    List<Long> row = List.of((long) samples);
    return List.of(
        new ArrayLayout(RECALLED, ElementType.INT64, List.of()),
        new ArrayLayout(COVERED, ElementType.INT64, List.of()),
        new ArrayLayout(IN_MANIFOLD, ElementType.UINT8, row),
        new ArrayLayout(SPHERES, ElementType.INT64, row),
        new ArrayLayout(SQUARED_REALISM, ElementType.FLOAT32, row),
        new ArrayLayout(RECALL_CHANGE, ElementType.INT64, row),
        new ArrayLayout(COVERAGE_CHANGE, ElementType.INT64, row));
  }

  List<NamedArray> of(BlockComparison block) {
    return List.of(
        count(RECALLED, block.recalled()),
        count(COVERED, block.covered()),
        NamedArray.ofBytes(IN_MANIFOLD, shape(), block.inManifold()),
        integers(SPHERES, block.spheres()),
        NamedArray.ofFloats(SQUARED_REALISM, shape(), block.squaredRealism()),
        integers(RECALL_CHANGE, block.recallChange()),
        integers(COVERAGE_CHANGE, block.coverageChange()));
  }

  private List<Long> shape() {
    return List.of(1L, (long) samples);
  }

  private static NamedArray count(String name, int value) {
    return NamedArray.ofLongs(name, List.of(1L), new long[] {value});
  }

  private NamedArray integers(String name, int[] values) {
    return NamedArray.ofLongs(name, shape(), IntStream.of(values).asLongStream().toArray());
  }

  BlockComparison read(NpzFile file, int block) throws IOException {
    try (ArrayReader inManifold = file.array(IN_MANIFOLD);
        ArrayReader squaredRealism = file.array(SQUARED_REALISM)) {
      return new BlockComparison(
          block,
          integers(file, RECALLED)[0],
          integers(file, COVERED)[0],
          inManifold.toBytes(),
          integers(file, SPHERES),
          squaredRealism.toFloats(),
          integers(file, RECALL_CHANGE),
          integers(file, COVERAGE_CHANGE));
    }
  }

  private static int[] integers(NpzFile file, String name) throws IOException {
    try (ArrayReader array = file.array(name)) {
      return array.toInts();
    }
  }
}
