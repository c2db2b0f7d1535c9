package io.upstack.stages.manifolds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.metrics.Features;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManifoldComparisonTest {
  private static final NeighbourSettings SETTINGS = NeighbourSettings.PUBLISHED;

  private ManifoldProgram program;
  private FeatureMatrix reference;
  private FeatureMatrix samples;
  private ManifoldComparison comparison;

  @BeforeEach
  void open() throws IOException {
    program = ManifoldProgram.open();
    Random random = new Random(31);
    reference = matrix(ManifoldFixtures.normal(random, 1203, 6));
    samples = matrix(ManifoldFixtures.normal(random, 2100, 6));
    comparison = new ManifoldComparison(program, SETTINGS, set(reference), set(samples));
  }

  private FeatureMatrix matrix(Features features) {
    return ManifoldFixtures.matrix(program, SETTINGS, features);
  }

  private ManifoldSet set(FeatureMatrix features) {
    return new ManifoldSet(features, ManifoldFixtures.neighbourhoods(program, SETTINGS, features));
  }

  @AfterEach
  void close() {
    reference.close();
    samples.close();
    program.close();
  }

  @Test
  void doesNotDependOnTheOrderOfUnits() {
    assertThat(comparison.units()).isEqualTo(3);
    ManifoldMetrics forth = merged(List.of(0, 1, 2));

    assertThat(merged(List.of(2, 0, 1))).usingRecursiveComparison().isEqualTo(forth);
    assertThat(forth.recall().orElseThrow()).isBetween(0.5, 0.99);
  }

  private ManifoldMetrics merged(List<Integer> units) {
    ComparisonMerge merge = new ComparisonMerge(SETTINGS, 1203, 2100);
    units.forEach(unit -> merge.add(comparison.compare(unit)));
    return merge.finish();
  }

  @Test
  void mergesEveryBlockOnce() {
    ComparisonMerge merge = new ComparisonMerge(SETTINGS, 1203, 2100);
    BlockComparison first = comparison.compare(0);
    merge.add(first);

    assertThatThrownBy(() -> merge.add(first))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("block 0 is merged already");
    assertThatThrownBy(merge::finish)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("1 blocks are merged, expected 3");
    assertThatThrownBy(() -> new ComparisonMerge(SETTINGS, 1203, 2101).add(first))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a comparison of 2100 samples, expected 2101");
  }

  @Test
  void refusesOtherUnitsAndOtherNeighbourhoods() {
    assertThatThrownBy(() -> comparison.compare(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("unit 3 of a comparison, expected 0 to 2");
    Neighbourhoods others = ManifoldFixtures.neighbourhoods(program, SETTINGS, samples);
    assertThatThrownBy(() -> new ManifoldSet(reference, others))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the neighbourhoods of 2100 images for the features of 1203");
  }
}
