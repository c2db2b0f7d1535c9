package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import io.upstack.stages.random.UniformIntegers;
import java.util.Arrays;

/**
 * Samples put into groups at random, so that groups are alike however the samples are sorted; sizes
 * differ by one at most.
 */
public final class RandomGroups {
  /** Sets the draw of groups apart from other draws under the same seed. */
  private static final int PURPOSE = 0x47525053;

  private final int[] permutation;
  private final int groups;

  private RandomGroups(int[] permutation, int groups) {
    this.permutation = permutation;
    this.groups = groups;
  }

  /**
   * @param groups from 1 to the number of samples
   */
  public static RandomGroups of(long seed, int samples, int groups) {
    if (groups < 1 || groups > samples) {
      throw new IllegalArgumentException(
          String.format(
              ROOT, "%d groups of %d samples, expected 1 to %d groups", groups, samples, samples));
    }
    return new RandomGroups(new UniformIntegers(seed, PURPOSE, 0).draw(samples, samples), groups);
  }

  /** How many groups. */
  public int count() {
    return groups;
  }

  /** The indices of the samples of a group, ascending. */
  public int[] samples(int group) {
    int[] samples = Arrays.copyOfRange(permutation, start(group), start(group + 1));
    Arrays.sort(samples);
    return samples;
  }

  private int start(int group) {
    return (int) ((long) permutation.length * group / groups);
  }
}
