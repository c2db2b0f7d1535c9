package io.upstack.stages.measure;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.metrics.FrechetResult;
import io.upstack.stages.shards.ArrayLayout;
import java.io.IOException;
import java.util.List;

/**
 * The stored form of the Fréchet distance of some samples.
 *
 * @param samples number of samples
 */
record DistanceArrays(long samples, FrechetResult result) {
  private static final String SAMPLES = "samples";
  private static final String DISTANCE = "distance";
  private static final String WIDTH = "width";
  private static final String SAMPLE_RANK = "sample_rank";
  private static final String REFERENCE_RANK = "reference_rank";

  static List<ArrayLayout> layout() {
    return List.of(
        new ArrayLayout(SAMPLES, ElementType.INT64, List.of()),
        new ArrayLayout(DISTANCE, ElementType.FLOAT64, List.of()),
        new ArrayLayout(WIDTH, ElementType.INT64, List.of()),
        new ArrayLayout(SAMPLE_RANK, ElementType.INT64, List.of()),
        new ArrayLayout(REFERENCE_RANK, ElementType.INT64, List.of()));
  }

  List<NamedArray> arrays() {
    return List.of(
        integer(SAMPLES, samples),
        NamedArray.ofDoubles(DISTANCE, List.of(1L), new double[] {result.distance()}),
        integer(WIDTH, result.width()),
        integer(SAMPLE_RANK, result.sampleRank()),
        integer(REFERENCE_RANK, result.referenceRank()));
  }

  private static NamedArray integer(String name, long value) {
    return NamedArray.ofLongs(name, List.of(1L), new long[] {value});
  }

  static DistanceArrays read(NpzFile file) throws IOException {
    try (ArrayReader distance = file.array(DISTANCE)) {
      return new DistanceArrays(
          integer(file, SAMPLES),
          new FrechetResult(
              distance.toDoubles()[0],
              Math.toIntExact(integer(file, WIDTH)),
              Math.toIntExact(integer(file, SAMPLE_RANK)),
              Math.toIntExact(integer(file, REFERENCE_RANK))));
    }
  }

  private static long integer(NpzFile file, String name) throws IOException {
    try (ArrayReader array = file.array(name)) {
      return array.toLongs()[0];
    }
  }
}
