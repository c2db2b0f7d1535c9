package io.upstack.stages.metrics.kid;

import static java.util.Locale.ROOT;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The contribution of a block of samples to the KID by the full U-statistic: sums of the kernel
 * between each sample and the others of the block, and means between it and the whole reference.
 *
 * <p>If labels were chosen, pairs with equal labels are too rare among the pairs of different
 * samples, so the plain U-statistic of a perfect model would be below 0. Therefore pairs are
 * weighted by the shares of their labels.
 *
 * @param own [n] sums of the kernel over other samples of the same label
 * @param others [n] sums over samples of other labels; 0 without labels
 * @param reference [n] means over the reference images
 * @param labels [n] labels if they were chosen, each of two samples or more
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

  /**
   * Returns whether a label has only one sample, which says nothing about the spread within the
   * label.
   */
  public static boolean hasLoneLabels(int[] labels) {
    Map<Integer, Integer> counts = new LinkedHashMap<>();
    Arrays.stream(labels).forEach(label -> counts.merge(label, 1, Integer::sum));
    return counts.values().stream().anyMatch(count -> count == 1);
  }

  int samples() {
    return own.length;
  }

  /**
   * Returns the indices of the samples of each label, or all of them in one list without labels.
   */
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

  /**
   * Returns the sample part of MMD², E k(x, x') - 2 E k(x, y), without the part of the reference
   * alone.
   */
  double value() {
    return strata().stream().mapToDouble(stratum -> new Stratum(stratum).value()).sum();
  }

  /**
   * Returns for each label how much the sample part changes without each of its samples, while the
   * shares of the labels are kept.
   */
  List<double[]> deletions() {
    return strata().stream().map(stratum -> new Stratum(stratum).deletions()).toList();
  }

  /** The n samples of one label out of N samples. Their share π is n/N. */
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

    /** Computes π² mean k(own pairs) + π Σ k(others)/(n N) - 2 π mean k(reference). */
    private double part(int count, double ownTotal, double otherTotal, double referenceTotal) {
      return share * share * ownTotal / count / (count - 1)
          + share * otherTotal / count / samples()
          - 2 * share * referenceTotal / count;
    }

    /**
     * Returns the change without each sample. Pairs with other labels count on both sides: without
     * a sample, the part of the other labels changes by as much as the part of this label. Two
     * samples have only one pair, which is kept in that case.
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
