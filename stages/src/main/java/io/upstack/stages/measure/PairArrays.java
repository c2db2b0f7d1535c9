package io.upstack.stages.measure;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.manifolds.BlockPair;
import io.upstack.stages.manifolds.NeighbourTable;
import io.upstack.stages.manifolds.PairNeighbours;
import io.upstack.stages.shards.ArrayLayout;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * The stored form of neighbors between two blocks, as tables of full blocks: distances fp32 [1,
 * rows, kept], infinite if there is no neighbor, and neighbors int64 [1, rows, kept], -1 if there
 * is none.
 *
 * @param rows number of rows of a full block
 * @param kept number of neighbors of each row
 */
record PairArrays(int rows, int kept) {
  private static final String DISTANCES = "_distances";
  private static final String NEIGHBOURS = "_neighbours";
  private static final String FIRST = "first";
  private static final String SECOND = "second";

  List<ArrayLayout> layout() {
    List<Long> row = List.of((long) rows, (long) kept);
    return List.of(
        new ArrayLayout(FIRST + DISTANCES, ElementType.FLOAT32, row),
        new ArrayLayout(FIRST + NEIGHBOURS, ElementType.INT64, row),
        new ArrayLayout(SECOND + DISTANCES, ElementType.FLOAT32, row),
        new ArrayLayout(SECOND + NEIGHBOURS, ElementType.INT64, row));
  }

  List<NamedArray> of(PairNeighbours pair) {
    return List.of(
        distances(FIRST, pair.ofFirst()),
        neighbours(FIRST, pair.ofFirst()),
        distances(SECOND, pair.ofSecond()),
        neighbours(SECOND, pair.ofSecond()));
  }

  private NamedArray distances(String name, NeighbourTable table) {
    float[] padded = Arrays.copyOf(table.squaredDistances(), rows * kept);
    Arrays.fill(padded, table.squaredDistances().length, padded.length, Float.POSITIVE_INFINITY);
    return NamedArray.ofFloats(name + DISTANCES, shape(), padded);
  }

  private NamedArray neighbours(String name, NeighbourTable table) {
    long[] padded = new long[rows * kept];
    Arrays.fill(padded, NeighbourTable.NONE);
    for (int i = 0; i < table.neighbours().length; i++) {
      padded[i] = table.neighbours()[i];
    }
    return NamedArray.ofLongs(name + NEIGHBOURS, shape(), padded);
  }

  private List<Long> shape() {
    return List.of(1L, (long) rows, (long) kept);
  }

  /** Reads the neighbors of a pair. Rows beyond the end of a short block have no neighbors. */
  PairNeighbours read(NpzFile file, BlockPair pair) throws IOException {
    return new PairNeighbours(pair, table(file, FIRST), table(file, SECOND));
  }

  private NeighbourTable table(NpzFile file, String name) throws IOException {
    try (ArrayReader distances = file.array(name + DISTANCES);
        ArrayReader neighbours = file.array(name + NEIGHBOURS)) {
      int[] indices = neighbours.toInts();
      return new NeighbourTable(rows, kept, distances.toFloats(), indices);
    }
  }
}
