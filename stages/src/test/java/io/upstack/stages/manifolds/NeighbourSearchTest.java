package io.upstack.stages.manifolds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.MetricsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourSearchTest {
  private static final NeighbourSettings SETTINGS = NeighbourSettings.PUBLISHED;

  private static ManifoldProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = ManifoldProgram.open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /** The search takes the first of equally near images. Whole numbers have many of these. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 499, 1000, 1001, 4999, 5000, 5001, 10_007})
  void findsTheNearestInOrderAcrossBlocks(int rows) {
    Features features = ManifoldFixtures.wholeNumbers(new Random(21), rows, 2, 40);

    try (FeatureMatrix matrix = ManifoldFixtures.matrix(program, SETTINGS, features)) {
      Neighbourhoods found = ManifoldFixtures.neighbourhoods(program, SETTINGS, matrix);
      assertThat(found.size()).isEqualTo(rows);
      float[] values = features.toFloats();
      for (int image = 0; image < rows; image++) {
        NeighbourTable expected = nearest(values, image, SETTINGS.kept());
        for (int k = 1; k <= SETTINGS.kept(); k++) {
          assertThat(found.neighbour(image, k)).isEqualTo(expected.neighbours()[k - 1]);
          assertThat(found.squaredRadius(image, k)).isEqualTo(expected.squaredDistances()[k - 1]);
        }
      }
    }
  }

  private static NeighbourTable nearest(float[] values, int image, int kept) {
    NearestSoFar nearest = new NearestSoFar(1, kept);
    for (int other = 0; other < values.length / 2; other++) {
      float x = values[2 * image] - values[2 * other];
      float y = values[2 * image + 1] - values[2 * other + 1];
      if (other != image && x * x + y * y <= nearest.farthest()[0]) {
        nearest.offer(0, other, x * x + y * y);
      }
    }
    return nearest.table(1);
  }

  @Test
  void keepsTheNearestWhateverTheOrderOfOffers() {
    float[] distances = {3, 1, 2, 1, 5, 3, 1};
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6));
    Random random = new Random(4);
    for (int repeat = 0; repeat < 50; repeat++) {
      Collections.shuffle(order, random);
      NearestSoFar nearest = new NearestSoFar(1, 5);
      order.forEach(index -> nearest.offer(0, index, distances[index]));

      assertThat(nearest.table(1).neighbours()).containsExactly(1, 3, 6, 2, 0);
      assertThat(nearest.table(1).squaredDistances()).containsExactly(1, 1, 1, 2, 3);
    }
  }

  /** Units in any order, and features that came in any batches, give the same bits. */
  @Test
  void dependsOnNeitherTheOrderOfUnitsNorTheBatches() {
    Features features = ManifoldFixtures.normal(new Random(22), 10_400, 7);
    float[] values = features.toFloats();
    try (FeatureMatrix whole = ManifoldFixtures.matrix(program, SETTINGS, features);
        FeatureMatrix pieces = new FeatureMatrix(program, 7, DistancePrecision.FLOAT32)) {
      for (int from = 0; from < 10_400; from += 37) {
        int rows = Math.min(37, 10_400 - from);
        float[] piece = new float[rows * 7];
        System.arraycopy(values, from * 7, piece, 0, piece.length);
        pieces.add(Features.of(rows, 7, piece));
      }
      NeighbourSearch search = new NeighbourSearch(program, SETTINGS, pieces);
      List<Integer> units = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
      assertThat(search.units()).isEqualTo(units.size());
      Collections.shuffle(units, new Random(5));
      NeighbourhoodMerge merge = new NeighbourhoodMerge(SETTINGS, 10_400);
      units.forEach(unit -> merge.add(search.search(unit)));

      assertThat(merge.finish())
          .usingRecursiveComparison()
          .isEqualTo(ManifoldFixtures.neighbourhoods(program, SETTINGS, whole));
    }
  }

  /** The result of a unit has the same shape wherever there are as many rows. */
  @Test
  void padsWhatAPairDoesNotGive() {
    Features features = ManifoldFixtures.wholeNumbers(new Random(23), 5002, 2, 40);
    try (FeatureMatrix matrix = ManifoldFixtures.matrix(program, SETTINGS, features)) {
      PairNeighbours across = new NeighbourSearch(program, SETTINGS, matrix).search(1);

      assertThat(across.pair()).isEqualTo(new BlockPair(0, 1));
      assertThat(across.ofFirst().neighbours()).hasSize(5000 * 6);
      assertThat(across.ofSecond().neighbours()).hasSize(2 * 6);
      assertThat(across.ofFirst().neighbours()[4999 * 6]).isIn(5000, 5001);
      assertThat(across.ofFirst().neighbours()[4999 * 6 + 2]).isEqualTo(-1);
      assertThat(across.ofFirst().squaredDistances()[4999 * 6 + 2])
          .isEqualTo(Float.POSITIVE_INFINITY);
    }
  }

  @Test
  void mergesEveryPairOnce() {
    Features features = ManifoldFixtures.wholeNumbers(new Random(23), 5002, 2, 40);
    try (FeatureMatrix matrix = ManifoldFixtures.matrix(program, SETTINGS, features)) {
      NeighbourSearch search = new NeighbourSearch(program, SETTINGS, matrix);
      NeighbourhoodMerge merge = new NeighbourhoodMerge(SETTINGS, 5002);
      PairNeighbours first = search.search(0);
      merge.add(first);

      assertThatThrownBy(() -> merge.add(first))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("BlockPair[first=0, second=0] is merged already");
      assertThatThrownBy(merge::finish)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("1 pairs of blocks are merged, expected 3");
    }
  }

  @Test
  void refusesFeaturesOfAnotherWidthAndTooLargeOnes() {
    try (FeatureMatrix matrix = new FeatureMatrix(program, 2, DistancePrecision.FLOAT32)) {
      matrix.add(ManifoldFixtures.rows(2, 1, 2, 3, 4));

      assertThatThrownBy(() -> matrix.add(ManifoldFixtures.rows(1, 5)))
          .isInstanceOf(MetricsException.class)
          .hasMessage("features are 1 wide, expected 2 as before");
      assertThatThrownBy(() -> matrix.add(ManifoldFixtures.rows(2, 1, 1e19)))
          .isInstanceOf(MetricsException.class)
          .hasMessage(
              "the features of image 2 have the squared length 1.0E38, expected 4.2535293E37 or"
                  + " less, beyond which fp32 has no distances");
    }
  }
}
