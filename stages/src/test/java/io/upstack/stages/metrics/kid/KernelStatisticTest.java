package io.upstack.stages.metrics.kid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import io.upstack.stages.metrics.ConfidenceInterval;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelStatisticTest {
  private static final int WIDTH = 3;
  private static final int CLASSES = 5;

  /** Leaves out each sample in turn and computes everything anew: U' - U. */
  @Test
  void changesAreThoseOfDeletingTheSample() {
    double[][] rows = rows(new Random(1), new int[12]);
    double[][] reference = rows(new Random(2), new int[7]);
    KernelTerms terms = terms(rows, reference, Optional.empty());

    double[] changes = terms.deletions().get(0);
    for (int left = 0; left < rows.length; left++) {
      int removed = left;
      double[][] fewer =
          IntStream.range(0, rows.length)
              .filter(i -> i != removed)
              .mapToObj(i -> rows[i])
              .toArray(double[][]::new);
      assertThat(changes[left])
          .isCloseTo(
              terms(fewer, reference, Optional.empty()).value() - terms.value(), within(1e-12));
    }
  }

  /** Shares of labels as they are, so of 4, 4 and 4 samples each counts a third. */
  @Test
  void pairsAreWeightedByTheSharesOfTheirLabels() {
    int[] labels = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
    double[][] rows = rows(new Random(3), labels);
    KernelTerms terms = terms(rows, rows(new Random(4), new int[5]), Optional.of(labels));
    double within = 0;
    double across = 0;
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 12; j++) {
        if (i != j && labels[i] == labels[j]) {
          within += kernel(rows[i], rows[j]) / 9 / 12;
        } else if (i != j) {
          across += kernel(rows[i], rows[j]) / 144;
        }
      }
    }
    double between = Arrays.stream(terms.reference()).average().orElseThrow();

    assertThat(terms.value()).isCloseTo(within + across - 2 * between, within(1e-12));
    assertThat(terms.deletions()).hasSize(3).allMatch(changes -> changes.length == 4);
    assertThat(KernelTerms.hasLoneLabels(labels)).isFalse();
    assertThat(KernelTerms.hasLoneLabels(new int[] {1, 1, 2})).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPerfectModelIsNotToldFromItsReference(boolean balanced) {
    Spread spread = spread(balanced, balanced, 60);

    assertThat(Math.abs(spread.mean())).isLessThan(3 * spread.standardError());
    assertThat(spread.covered()).isGreaterThanOrEqualTo(0.83);
  }

  @Test
  void unweightedPairsOfBalancedLabelsComeOutBelowZero() {
    Spread spread = spread(true, false, 60);

    assertThat(spread.mean()).isLessThan(-3 * spread.standardError());
  }

  @Test
  @Tag("slow")
  void coversInTwoHundredRepeats() {
    assertThat(spread(true, true, 200).covered()).isBetween(0.92, 0.99);
    assertThat(spread(false, false, 200).covered()).isBetween(0.92, 0.99);
  }

  @Test
  void samplesAreCutIntoUnitsOfBoundedSize() {
    KernelBlocks few = new KernelBlocks(1, 2500, Optional.empty());
    assertThat(few.blocks()).hasSize(1);
    assertThat(few.unitCount()).isEqualTo(3);
    assertThat(KernelBlocks.units(few.blocks()))
        .containsExactly(
            new KernelBlocks.Unit(0, 0, 1000),
            new KernelBlocks.Unit(0, 1000, 2000),
            new KernelBlocks.Unit(0, 2000, 2500));
    int[] labels = IntStream.range(0, 25_000).map(i -> i % 7).toArray();
    KernelBlocks many = new KernelBlocks(1, 25_000, Optional.of(ImmutableIntArray.copyOf(labels)));
    assertThat(many.blocks()).hasSize(3).allMatch(block -> block.length <= KernelBlocks.LARGEST);
    assertThat(many.blocks().stream().flatMapToInt(Arrays::stream).sorted().toArray())
        .isEqualTo(IntStream.range(0, 25_000).toArray());
    assertThat(KernelBlocks.units(many.blocks())).hasSize(27).hasSize(many.unitCount());
  }

  private record Spread(double mean, double standardError, double covered) {}

  /** Classes of normal features, against the exact means of the kernel over their population. */
  private static Spread spread(boolean balanced, boolean weighted, int repeats) {
    int samples = 60;
    double[][] reference =
        rows(new Random(77), IntStream.range(0, 3000).map(i -> i % CLASSES).toArray());
    double sum = 0;
    double squares = 0;
    int covered = 0;
    ConfidenceInterval[] intervals = new ConfidenceInterval[repeats];
    double referencePart = pairs(reference);
    for (int repeat = 0; repeat < repeats; repeat++) {
      Random random = new Random(3000 + repeat);
      int[] labels =
          balanced
              ? IntStream.range(0, samples).map(i -> i % CLASSES).toArray()
              : random.ints(samples, 0, CLASSES).toArray();
      KernelStatistic statistic =
          new KernelStatistic(
              List.of(
                  terms(
                      rows(random, labels),
                      reference,
                      weighted ? Optional.of(labels) : Optional.empty())),
              referencePart);
      intervals[repeat] = statistic.estimate().interval().orElseThrow();
      sum += statistic.value();
      squares += statistic.value() * statistic.value();
    }
    for (ConfidenceInterval interval : intervals) {
      covered += interval.contains(0) ? 1 : 0;
    }
    double mean = sum / repeats;
    double variance = (squares - repeats * mean * mean) / (repeats - 1);
    return new Spread(mean, Math.sqrt(variance / repeats), (double) covered / repeats);
  }

  private static double pairs(double[][] rows) {
    double sum = 0;
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < i; j++) {
        sum += 2 * kernel(rows[i], rows[j]);
      }
    }
    return sum / rows.length / (rows.length - 1);
  }

  private static KernelTerms terms(double[][] rows, double[][] reference, Optional<int[]> labels) {
    double[] own = new double[rows.length];
    double[] others = new double[rows.length];
    double[] between = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows.length; j++) {
        if (i != j) {
          boolean same = labels.isEmpty() || labels.get()[i] == labels.get()[j];
          (same ? own : others)[i] += kernel(rows[i], rows[j]);
        }
      }
      for (double[] image : reference) {
        between[i] += kernel(rows[i], image) / reference.length;
      }
    }
    return new KernelTerms(own, others, between, labels);
  }

  private static double kernel(double[] first, double[] second) {
    double product = 0;
    for (int k = 0; k < WIDTH; k++) {
      product += first[k] * second[k];
    }
    double base = product / WIDTH + 1;
    return base * base * base;
  }

  private static double[][] rows(Random random, int[] labels) {
    Random classes = new Random(5);
    double[][] means = new double[CLASSES][WIDTH];
    for (double[] mean : means) {
      Arrays.setAll(mean, k -> classes.nextGaussian());
    }
    double[][] rows = new double[labels.length][WIDTH];
    for (int i = 0; i < rows.length; i++) {
      double[] mean = means[labels[i]];
      Arrays.setAll(rows[i], k -> mean[k] + 0.5 * random.nextGaussian());
    }
    return rows;
  }
}
