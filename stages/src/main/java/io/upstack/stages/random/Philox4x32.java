package io.upstack.stages.random;

/**
 * Philox4x32 with 10 rounds: a bijection of 128-bit counters under a 64-bit key whose outputs pass
 * as independent uniform draws.
 *
 * <p>Salmon, Moraes, Dror and Shaw, "Parallel Random Numbers: As Easy as 1, 2, 3" (2011), section
 * 3.3.
 */
public final class Philox4x32 {
  private static final int ROUNDS = 10;
  private static final long MULTIPLIER_0 = 0xD2511F53L;
  private static final long MULTIPLIER_1 = 0xCD9E8D57L;
  // These are Weyl sequences: the golden ratio and the square root of 3, less 1.
  private static final int KEY_STEP_0 = 0x9E3779B9;
  private static final int KEY_STEP_1 = 0xBB67AE85;
  private static final long LOW_WORD = 0xFFFFFFFFL;

  private Philox4x32() {}

  /**
   * Returns the four random words of one counter.
   *
   * @return four words, each uniform over all 32-bit values
   */
  public static int[] block(int key0, int key1, int c0, int c1, int c2, int c3) {
    int[] words = {c0, c1, c2, c3};
    for (int round = 0; round < ROUNDS; round++) {
      long product0 = MULTIPLIER_0 * (words[0] & LOW_WORD);
      long product1 = MULTIPLIER_1 * (words[2] & LOW_WORD);
      int next0 = (int) (product1 >>> 32) ^ words[1] ^ (key0 + round * KEY_STEP_0);
      int next2 = (int) (product0 >>> 32) ^ words[3] ^ (key1 + round * KEY_STEP_1);
      words[0] = next0;
      words[1] = (int) product1;
      words[2] = next2;
      words[3] = (int) product0;
    }
    return words;
  }
}
