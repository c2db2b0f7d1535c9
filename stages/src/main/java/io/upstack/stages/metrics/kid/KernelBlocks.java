package io.upstack.stages.metrics.kid;

import com.google.common.primitives.ImmutableIntArray;
import io.upstack.stages.metrics.RandomGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How the full U-statistic is cut into units of bounded size: samples into blocks, and each block
 * into rows that are compared with the whole block and the whole reference.
 *
 * @param samples how many
 * @param chosenLabels [N] of the samples where they were chosen rather than drawn
 */
public record KernelBlocks(long seed, int samples, Optional<ImmutableIntArray> chosenLabels) {
  /** Samples of a block, at most: pairs grow with their square. */
  public static final int LARGEST = 10_000;

  /** Rows of a unit, at most: with 2048 features it takes some 8·10^10 fp64 operations. */
  public static final int ROWS = 1000;

  /** Successive samples of a block: those from one to before another of its indices. */
  public record Unit(int block, int from, int to) {}

  private int blockCount() {
    return Math.max(1, (samples + LARGEST - 1) / LARGEST);
  }

  /** The indices of the samples of each block, ascending. */
  public List<int[]> blocks() {
    if (blockCount() == 1) {
      return List.of(IntStream.range(0, samples).toArray());
    }
    RandomGroups groups =
        chosenLabels
            .map(labels -> RandomGroups.stratified(seed, labels.toArray(), blockCount()))
            .orElseGet(() -> RandomGroups.of(seed, samples, blockCount()));
    return IntStream.range(0, blockCount()).mapToObj(groups::samples).toList();
  }

  /** The units of work, block by block. */
  public List<Unit> units() {
    List<Unit> units = new ArrayList<>();
    List<int[]> blocks = blocks();
    for (int block = 0; block < blocks.size(); block++) {
      int size = blocks.get(block).length;
      for (int from = 0; from < size; from += ROWS) {
        units.add(new Unit(block, from, Math.min(from + ROWS, size)));
      }
    }
    return units;
  }

  /**
   * The labels of a block's samples, by which its pairs are weighted; empty for drawn labels, and
   * where a label has a single sample in the block.
   */
  public Optional<int[]> labels(int[] block) {
    return chosenLabels
        .map(labels -> IntStream.of(block).map(labels::get).toArray())
        .filter(labels -> !KernelTerms.hasLoneLabels(labels));
  }
}
