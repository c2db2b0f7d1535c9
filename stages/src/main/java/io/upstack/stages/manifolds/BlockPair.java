package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

/**
 * Two of the row blocks of a set, or one with itself: the unit of the search for neighbours.
 *
 * <p>Pairs are numbered row by row of the upper triangle: of three blocks (0, 0), (0, 1), (0, 2),
 * (1, 1), (1, 2), (2, 2).
 *
 * @param second not before {@code first}
 */
public record BlockPair(int first, int second) {
  public BlockPair {
    if (first < 0 || second < first) {
      throw new IllegalArgumentException(
          String.format(
              ROOT, "the pair of blocks %d and %d, expected 0 <= first <= second", first, second));
    }
  }

  /** How many pairs there are of a number of blocks. */
  public static int count(int blocks) {
    return Math.multiplyExact(blocks, blocks + 1) / 2;
  }

  /** The pair of this number, from 0 to before {@link #count}. */
  public static BlockPair of(int index, int blocks) {
    if (index < 0 || index >= count(blocks)) {
      throw new IllegalArgumentException(
          String.format(
              ROOT, "pair %d of %d blocks, expected 0 to %d", index, blocks, count(blocks) - 1));
    }
    // The row whose first number is the last one not above the index, by the root of a square.
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

  /** The number of the pair of a block with itself. */
  private static long start(int first, int blocks) {
    return (long) first * blocks - (long) first * (first - 1) / 2;
  }

  /** The number of this pair. */
  public int index(int blocks) {
    return (int) (start(first, blocks) + second - first);
  }
}
