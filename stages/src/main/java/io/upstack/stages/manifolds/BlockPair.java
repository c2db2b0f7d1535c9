package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

/**
 * A pair of row blocks of a set, or one block with itself. It is the unit of the neighbor search.
 *
 * <p>Pairs are numbered row by row of the upper triangle: for three blocks (0, 0), (0, 1), (0, 2),
 * (1, 1), (1, 2), (2, 2).
 *
 * @param second index of the second block, at least {@code first}
 */
public record BlockPair(int first, int second) {
  public BlockPair {
    if (first < 0 || second < first) {
      throw new IllegalArgumentException(
          String.format(
              ROOT, "the pair of blocks %d and %d, expected 0 <= first <= second", first, second));
    }
  }

  /** Returns the number of pairs of {@code blocks} blocks. */
  public static int count(int blocks) {
    return Math.multiplyExact(blocks, blocks + 1) / 2;
  }

  /** Returns the pair with this number, from 0 to before {@link #count}. */
  public static BlockPair of(int index, int blocks) {
    if (index < 0 || index >= count(blocks)) {
      throw new IllegalArgumentException(
          String.format(
              ROOT, "pair %d of %d blocks, expected 0 to %d", index, blocks, count(blocks) - 1));
    }
    // Finds the last row whose first number is at most the index, by solving a quadratic equation.
    double middle = blocks + 0.5;
    int first = (int) (middle - Math.sqrt(middle * middle - 2.0 * index));
    while (first > 0 && start(first, blocks) > index) {
      first--;
    }
    while (start(first + 1, blocks) <= index) {
      first++;
    }
    return new BlockPair(first, (int) (first + index - start(first, blocks)));
  }

  /** Returns the number of the pair of a block with itself. */
  private static long start(int first, int blocks) {
    return (long) first * blocks - (long) first * (first - 1) / 2;
  }

  /** Returns the number of this pair. */
  public int index(int blocks) {
    return (int) (start(first, blocks) + second - first);
  }
}
