package io.upstack.stages.manifolds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.MetricsException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NearestReferencesTest {
  private static ManifoldProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = ManifoldProgram.open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void givesIndicesAndEuclideanDistancesNearestFirst() {
    Features reference = ManifoldFixtures.rows(2, 0, 0, 3, 4, 6, 8, 3, 4);

    assertThat(nearest(reference, ManifoldFixtures.rows(2, 0, 0, 6, 7), 3))
        .containsExactly(
            List.of(
                new ReferenceNeighbour(0, 0),
                new ReferenceNeighbour(1, 5),
                new ReferenceNeighbour(3, 5)),
            List.of(
                new ReferenceNeighbour(2, 1),
                new ReferenceNeighbour(1, Math.sqrt(18)),
                new ReferenceNeighbour(3, Math.sqrt(18))));
  }

  @Test
  void givesAllOfASmallReference() {
    Features reference = ManifoldFixtures.rows(1, 5, 1);

    assertThat(nearest(reference, ManifoldFixtures.rows(1, 2), 9))
        .containsExactly(List.of(new ReferenceNeighbour(1, 1), new ReferenceNeighbour(0, 3)));
  }

  /** Copies, and images next to them, in a reference of several blocks. */
  @Test
  void findsACopyAmongThousands() {
    Random random = new Random(41);
    Features reference = ManifoldFixtures.normal(random, 10_300, 64);
    float[] values = reference.toFloats();
    float[] asked = new float[3 * 64];
    int[] copied = {4999, 5000, 10_299};
    for (int i = 0; i < copied.length; i++) {
      System.arraycopy(values, copied[i] * 64, asked, i * 64, 64);
    }
    asked[64] += 0.001f;

    List<List<ReferenceNeighbour>> nearest = nearest(reference, Features.of(3, 64, asked), 2);
    assertThat(nearest.stream().mapToInt(found -> found.get(0).image()).toArray())
        .isEqualTo(copied);
    assertThat(nearest.get(0).get(0).distance()).isZero();
    assertThat(nearest.get(1).get(0).distance()).isCloseTo(0.001, within(1e-6));
    float[] last = Arrays.copyOfRange(asked, 128, 192);
    double second = NaiveManifold.of(reference).without(10_299).radiusAround(last);
    assertThat(nearest.get(2).get(1).distance()).isCloseTo(second, within(1e-9));
  }

  @Test
  void refusesOtherWidths() {
    assertThatThrownBy(
            () -> nearest(ManifoldFixtures.rows(1, 5, 1), ManifoldFixtures.rows(2, 5, 1), 1))
        .isInstanceOf(MetricsException.class)
        .hasMessage("samples with 2 features can't be compared with a reference of 1");
  }

  private static List<List<ReferenceNeighbour>> nearest(
      Features reference, Features samples, int count) {
    try (FeatureMatrix matrix =
        ManifoldFixtures.matrix(program, NeighbourSettings.PUBLISHED, reference)) {
      return new NearestReferences(program, matrix).of(samples, count);
    }
  }
}
