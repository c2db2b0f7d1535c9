package io.upstack.stages.random;

/**
 * A sequence of uniform integers from Philox, keyed by a seed, at the counters (block, 0, purpose,
 * index).
 *
 * <p>A 32-bit word is scaled by its product with the bound, and rejected if that product would
 * favor some integers, so that all are equally likely (Lemire, "Fast Random Integer Generation in
 * an Interval", 2019, algorithm 5). Not safe for use by several threads at once.
 */
public final class UniformIntegers {
  private static final long WORDS = 1L << 32;

  private final long seed;
  private final int purpose;
  private final int index;
  private int[] words = {};
  private int next;
  private int blocks;

  /**
   * @param purpose a number that separates draws for different purposes under one seed
   * @param index a number that separates sequences for the same purpose
   */
  public UniformIntegers(long seed, int purpose, int index) {
    this.seed = seed;
    this.purpose = purpose;
    this.index = index;
  }

  /** Returns the next integer, at least 0 and less than {@code bound}. */
  public int below(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException(
          "an integer below %d, expected a bound of 1 or more".formatted(bound));
    }
    long rejectedBelow = WORDS % bound;
    while (true) {
      long product = Integer.toUnsignedLong(word()) * bound;
      if ((product & (WORDS - 1)) >= rejectedBelow) {
        return (int) (product >>> 32);
      }
    }
  }

  private int word() {
    if (next == words.length) {
      words = Philox4x32.block((int) seed, (int) (seed >>> 32), blocks++, 0, purpose, index);
      next = 0;
    }
    return words[next++];
  }

  /**
   * Returns the first elements of a uniform permutation of 0 to {@code size} - 1. This is a draw
   * without replacement (Fisher and Yates' shuffle, in Durstenfeld's form).
   */
  public int[] draw(int count, int size) {
    if (count < 0 || count > size) {
      throw new IllegalArgumentException(
          "a draw of %d out of %d without replacement".formatted(count, size));
    }
    int[] all = new int[size];
    for (int i = 0; i < size; i++) {
      all[i] = i;
    }
    int[] drawn = new int[count];
    for (int i = 0; i < count; i++) {
      int other = i + below(size - i);
      drawn[i] = all[other];
      all[other] = all[i];
    }
    return drawn;
  }
}
