package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import io.upstack.stages.random.UniformIntegers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Random groups of samples, so that groups are alike however the samples are sorted. Their sizes
 * differ by at most one.
 *
 * <p>If the labels of the samples were chosen, the samples are not identically distributed, and
 * random groups are not small copies of the whole: their mixtures of labels vary, while that of the
 * whole does not. Stratified groups have equal shares of each label, up to one sample.
 */
public final class RandomGroups {
  /** Separates the draw of groups from other draws under the same seed. */
  private static final int PURPOSE = 0x47525053;

  private final int[][] groups;

  private RandomGroups(int[][] groups) {
    this.groups = groups;
  }

  /**
   * Groups samples whose labels were drawn, or that have no labels.
   *
   * @param groups number of groups, from 1 to the number of samples
   */
  public static RandomGroups of(long seed, int samples, int groups) {
    int[] permutation = permutation(seed, samples, groups);
    int[][] sorted = new int[groups][];
    for (int group = 0; group < groups; group++) {
      int from = (int) ((long) samples * group / groups);
      int to = (int) ((long) samples * (group + 1) / groups);
      sorted[group] = sorted(Arrays.copyOfRange(permutation, from, to));
    }
    return new RandomGroups(sorted);
  }

  /**
   * Groups samples whose labels were chosen. The samples of each label are dealt to the groups in
   * turn, in a random order.
   *
   * @param labels [N] of the samples
   * @param groups number of groups, from 1 to the number of samples
   */
  public static RandomGroups stratified(long seed, int[] labels, int groups) {
    int[] dealt = byLabel(permutation(seed, labels.length, groups), labels);
    int[][] sorted = new int[groups][];
    for (int place = 0; place < groups; place++) {
      int first = place;
      // This alternates between both halves of the groups. Otherwise the surplus of a label would
      // all go to one half.
      int group = place % 2 == 0 ? groups / 2 + place / 2 : place / 2;
      int size = (labels.length - first + groups - 1) / groups;
      sorted[group] =
          sorted(IntStream.range(0, size).map(turn -> dealt[first + turn * groups]).toArray());
    }
    return new RandomGroups(sorted);
  }

  private static int[] permutation(long seed, int samples, int groups) {
    if (groups < 1 || groups > samples) {
      throw new IllegalArgumentException(
          String.format(
              ROOT, "%d groups of %d samples, expected 1 to %d groups", groups, samples, samples));
    }
    return new UniformIntegers(seed, PURPOSE, 0).draw(samples, samples);
  }

  /**
   * Sorts a permutation by labels and keeps its order within each label. Labels come in the order
   * in which the permutation first has them, so that labels with equal remainders do not end up in
   * the same group.
   */
  private static int[] byLabel(int[] permutation, int[] labels) {
    Map<Integer, List<Integer>> samples = new LinkedHashMap<>();
    for (int sample : permutation) {
      samples.computeIfAbsent(labels[sample], label -> new ArrayList<>()).add(sample);
    }
    return samples.values().stream().flatMap(List::stream).mapToInt(Integer::intValue).toArray();
  }

  private static int[] sorted(int[] samples) {
    Arrays.sort(samples);
    return samples;
  }

  /** Returns the number of groups. */
  public int count() {
    return groups.length;
  }

  /** Returns the indices of the samples of a group, ascending. */
  public int[] samples(int group) {
    return groups[group].clone();
  }
}
