package io.upstack.stages.manifolds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.MetricsException;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Few images, equal images, and images that do not compare. */
class ManifoldLimitsTest {
  private static final NeighbourSettings ONE =
      new NeighbourSettings(1, 1, DistancePrecision.FLOAT32);

  private static ManifoldProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = ManifoldProgram.open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /** A point that exists twice has the radius 0, which reaches only that point. */
  @Test
  void givesDuplicatesTheRadiusZero() {
    Features reference = ManifoldFixtures.rows(2, 0.1, 0.7, 0.1, 0.7, 50.3, 50.9, 60.1, 60.7);
    Features samples = ManifoldFixtures.rows(2, 0.1, 0.7, 0.11, 0.7, 51.3, 50.9, 90.1, 3.3);

    assertThat(compare(ONE, reference, samples).precision()).hasValue(0.5);
  }

  /** Rounding would leave distances of 1e-4 and more between the same 2048 features. */
  @Test
  void findsEqualImagesAtNoDistance() {
    Random random = new Random(3);
    float[] one = ManifoldFixtures.normal(random, 1, 2048).toFloats();
    float[] same = new float[7 * 2048];
    for (int i = 0; i < same.length; i++) {
      same[i] = one[i % 2048] * 20;
    }
    Features collapsed = Features.of(7, 2048, same);

    ManifoldMetrics metrics = compare(NeighbourSettings.PUBLISHED, collapsed, collapsed);
    assertThat(metrics.precision()).hasValue(1);
    assertThat(metrics.recall()).hasValue(1);
    assertThat(metrics.coverage()).hasValue(0);
    try (FeatureMatrix matrix =
        ManifoldFixtures.matrix(program, NeighbourSettings.PUBLISHED, collapsed)) {
      Neighbourhoods neighbourhoods =
          ManifoldFixtures.neighbourhoods(program, NeighbourSettings.PUBLISHED, matrix);
      assertThat(neighbourhoods.squaredRadius(4, 3)).isZero();
      assertThat(neighbourhoods.neighbour(4, 5)).isEqualTo(5);
      assertThat(neighbourhoods.neighbour(1, 1)).isEqualTo(0);
    }
  }

  /**
   * Each of four images has three neighbors. There is a recall, but none without one of the
   * samples.
   */
  @Test
  void measuresTheFewestImagesButLeavesOutWhatTheyDoNotGive() {
    Features four = ManifoldFixtures.rows(1, 1, 2, 3, 4);
    Features six = ManifoldFixtures.rows(1, 1, 2, 3, 4, 6, 8);

    ManifoldMetrics fewest = compare(NeighbourSettings.PUBLISHED, four, four);
    assertThat(fewest.precision()).hasValue(1);
    assertThat(fewest.recall()).hasValue(1);
    assertThat(fewest.density()).isEmpty();
    assertThat(fewest.coverage()).isEmpty();
    assertThat(fewest.intervals().recall()).isEmpty();
    assertThat(fewest.intervals().density()).isEmpty();
    assertThat(fewest.intervals().coverage()).isEmpty();

    ManifoldMetrics enough = compare(NeighbourSettings.PUBLISHED, six, six);
    assertThat(enough.density()).hasValue(1);
    assertThat(enough.coverage()).hasValue(1);
    assertThat(enough.intervals().recall()).isPresent();
    assertThat(enough.intervals().density()).isPresent();
    assertThat(enough.intervals().coverage()).isPresent();
  }

  /** A metric of one side needs only the neighbors of that side. */
  @Test
  void measuresWhatTheSideOfEnoughImagesGives() {
    Features one = ManifoldFixtures.rows(1, 2);
    Features six = ManifoldFixtures.rows(1, 1, 2, 3, 4, 6, 8);

    ManifoldMetrics oneSample = compare(NeighbourSettings.PUBLISHED, six, one);
    assertThat(oneSample.precision()).hasValue(1);
    assertThat(oneSample.recall()).isEmpty();
    assertThat(oneSample.density()).hasValue(1.2);
    assertThat(oneSample.coverage()).hasValue(1);
    assertThat(oneSample.realism()).isPresent();
    assertThat(oneSample.intervals().precision()).isPresent();
    assertThat(oneSample.intervals().recall()).isEmpty();
    assertThat(oneSample.intervals().density()).isEmpty();
    assertThat(oneSample.intervals().coverage()).isEmpty();

    ManifoldMetrics oneReference = compare(NeighbourSettings.PUBLISHED, one, six);
    assertThat(oneReference.precision()).isEmpty();
    assertThat(oneReference.recall()).hasValue(1);
    assertThat(oneReference.density()).isEmpty();
    assertThat(oneReference.coverage()).isEmpty();
    assertThat(oneReference.realism()).isEmpty();
    assertThat(oneReference.intervals().precision()).isEmpty();
    assertThat(oneReference.intervals().recall()).isPresent();

    ManifoldMetrics none = compare(NeighbourSettings.PUBLISHED, one, one);
    assertThat(none.precision()).isEmpty();
    assertThat(none.recall()).isEmpty();
  }

  @Test
  void refusesWhatCannotBeCompared() {
    Features reference = ManifoldFixtures.rows(1, 1, 2, 3);
    Features samples = ManifoldFixtures.rows(2, 1, 2, 3, 4);

    assertThatThrownBy(() -> compare(NeighbourSettings.PUBLISHED, reference, samples))
        .isInstanceOf(MetricsException.class)
        .hasMessage("samples with 2 features can't be compared with a reference of 1");
    assertThatThrownBy(() -> new NeighbourSettings(0, 5, DistancePrecision.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 nearest neighbours and 5 of density, expected 1 or more");
  }

  private static ManifoldMetrics compare(
      NeighbourSettings settings, Features reference, Features samples) {
    return ManifoldFixtures.compare(program, settings, reference, samples);
  }
}
