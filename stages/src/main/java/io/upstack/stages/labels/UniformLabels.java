package io.upstack.stages.labels;

import static com.google.common.base.Preconditions.checkArgument;

import io.upstack.stages.random.Philox4x32;

/**
 * Draws a uniform label for each sample, from Philox keyed by the seed at the counter (sample
 * index, {@link #STAGE}, block).
 *
 * <p>A 32-bit word is scaled to a label by its product with the number of classes, and rejected if
 * that product would favor some labels, so that all are equally likely (Lemire, "Fast Random
 * Integer Generation in an Interval", 2019, algorithm 5). After a rejected word, the next word of
 * the block is used, and then the next block.
 */
record UniformLabels(int classes, long seed) implements LabelAssignment {
  /** The third word of the counter, which separates labels from the noise of the stages. */
  static final int STAGE = 0x4C41424C;

  private static final long WORDS = 1L << 32;

  UniformLabels {
    checkArgument(classes >= 1, "there are %s classes, expected at least 1", classes);
  }

  @Override
  public int label(long sampleIndex) {
    long index = SampleIndices.checked(sampleIndex);
    long rejectedBelow = WORDS % classes;
    for (int block = 0; ; block++) {
      for (int word : block(index, block)) {
        long product = Integer.toUnsignedLong(word) * classes;
        if ((product & (WORDS - 1)) >= rejectedBelow) {
          return (int) (product >>> 32);
        }
      }
    }
  }

  private int[] block(long index, int block) {
    return Philox4x32.block(
        (int) seed, (int) (seed >>> 32), (int) index, (int) (index >>> 32), STAGE, block);
  }
}
