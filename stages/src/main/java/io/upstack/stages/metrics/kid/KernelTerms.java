package io.upstack.stages.metrics.kid;

import static java.util.Locale.ROOT;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a block of samples contributes to the KID by the full U-statistic: sums of the kernel
 * between each sample and the others of the block, and means between it and the whole reference.
 *
 * <p>Where labels were chosen, pairs of one label are too rare among the pairs of different
 * samples, by which the plain U-statistic of a perfect model comes out below 0. So pairs are
 * weighted by the shares of their labels.
 *
 * @param own [n] sums of the kernel over other samples of the same label
 * @param others [n] sums over samples of other labels; 0 without labels
 * @param reference [n] means over the reference images
 * @param labels [n] where they were chosen, each of two samples or more
 */
@SuppressWarnings("ArrayRecordComponent")
public record KernelTerms(
    double[] own, double[] others, double[] reference, Optional<int[]> labels) {
  public KernelTerms {
    int samples = own.length;
    if (samples < 2 || others.length != samples || reference.length != samples) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "kernel sums of %d, %d and %d samples, expected 2 or more and as many of each",
              samples,
              others.length,
              reference.length));
    }
  }

  /** Whether a label has one sample only, which says nothing of the spread within the label. */
  public static boolean hasLoneLabels(int[] labels) {
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    Arrays.stream(labels).forEach(label -> counts.merge(label, 1, Integer::sum));
    return counts.values().stream().anyMatch(count -> count == 1);
  }

  int samples() {
    return own.length;
  }

  /** Indices of the samples of each label; all in one without labels. */
  private List<int[]> strata() {
    if (labels.isEmpty()) {
      return List.of(IntStream.range(0, samples()).toArray());
    }
    Map<Integer, IntStream.Builder> strata = new LinkedHashMap<>();
    for (int i = 0; i < samples(); i++) {
      strata.computeIfAbsent(labels.get()[i], label -> IntStream.builder()).add(i);
    }
    return strata.values().stream().map(builder -> builder.build().toArray()).toList();
  }

  /** The sample part of MMD², E k(x, x') - 2 E k(x, y): without the reference's own part. */
  double value() {
    return strata().stream().mapToDouble(stratum -> new Stratum(stratum).value()).sum();
  }

  /**
   * For each label, how much the sample part changes without each of its samples, the shares of the
   * labels kept.
   */
  List<double[]> deletions() {
    return strata().stream().map(stratum -> new Stratum(stratum).deletions()).toList();
  }

  /** The samples of one label, n of all N: its share π is n/N. */
  private final class Stratum {
    private final int[] members;
    private final double share;
    private final double ownSum;
    private final double otherSum;
    private final double referenceSum;

    Stratum(int[] members) {
      this.members = members;
      this.share = (double) members.length / samples();
      this.ownSum = sum(own);
      this.otherSum = sum(others);
      this.referenceSum = sum(reference);
    }

    private double sum(double[] values) {
      return Arrays.stream(members).mapToDouble(i -> values[i]).sum();
    }

    double value() {
      return part(members.length, ownSum, otherSum, referenceSum);
    }

    /** π² mean k(own pairs) + π Σ k(others)/(n N) - 2 π mean k(reference). */
    private double part(int count, double ownTotal, double otherTotal, double referenceTotal) {
      return share * share * ownTotal / count / (count - 1)
          + share * otherTotal / count / samples()
          - 2 * share * referenceTotal / count;
    }

    /**
     * Pairs with other labels count on both sides: without a sample their part of the other labels
     * changes as much as their part of this one. Two samples have one pair, which is then kept.
     */
    double[] deletions() {
      int count = members.length;
      double kept = share * share * ownSum / count / (count - 1);
      return Arrays.stream(members)
          .mapToDouble(
              i -> {
                double left = count - 1;
                double within =
                    count > 2 ? share * share * (ownSum - 2 * own[i]) / left / (left - 1) : kept;
                double across =
                    2 * share / samples() * ((otherSum - others[i]) / left - otherSum / count);
                double between =
                    -2 * share * ((referenceSum - reference[i]) / left - referenceSum / count);
                return within - kept + across + between;
              })
          .toArray();
    }
  }
}
