package io.upstack.stages.measure;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.metrics.SampleMoments;
import io.upstack.stages.shards.ArrayLayout;
import java.io.IOException;
import java.util.List;

/**
 * The stored form of moments: count int64 [1], mean fp64 [1, D], scatter fp64 [1, D, D].
 *
 * @param width D
 */
record MomentArrays(int width) {
  private static final String COUNT = "count";
  private static final String MEAN = "mean";
  private static final String SCATTER = "scatter";

  List<ArrayLayout> layout() {
    return List.of(
        new ArrayLayout(COUNT, ElementType.INT64, List.of()),
        new ArrayLayout(MEAN, ElementType.FLOAT64, List.of((long) width)),
        new ArrayLayout(SCATTER, ElementType.FLOAT64, List.of((long) width, (long) width)));
  }

  List<NamedArray> of(SampleMoments moments) {
    return List.of(
        NamedArray.ofLongs(COUNT, List.of(1L), new long[] {moments.count()}),
        NamedArray.ofDoubles(MEAN, List.of(1L, (long) width), moments.mean()),
        NamedArray.ofDoubles(SCATTER, List.of(1L, (long) width, (long) width), moments.scatter()));
  }

  SampleMoments read(NpzFile file) throws IOException {
    try (ArrayReader count = file.array(COUNT);
        ArrayReader mean = file.array(MEAN);
        ArrayReader scatter = file.array(SCATTER)) {
      return SampleMoments.of(count.toLongs()[0], mean.toDoubles(), scatter.toDoubles());
    }
  }
}
