package io.upstack.stages.metrics.kid;

import com.google.common.primitives.ImmutableIntArray;
import io.upstack.stages.metrics.RandomGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Divides the full U-statistic into units of bounded size: samples into blocks, and each block into
 * rows that are compared with the whole block and the whole reference.
 *
 * @param samples number of samples
 * @param chosenLabels [N] labels of the samples if they were chosen rather than drawn
 */
public record KernelBlocks(long seed, int samples, Optional<ImmutableIntArray> chosenLabels) {
  /** The maximum number of samples in a block. The number of pairs grows with its square. */
  public static final int LARGEST = 10_000;

  /**
   * The maximum number of rows in a unit. With 2048 features, such a unit takes about 8·10^10 fp64
   * operations.
   */
  public static final int ROWS = 1000;

  /** Successive samples of a block: those from index {@code from} to before {@code to}. */
  public record Unit(int block, int from, int to) {}

  /** Returns the number of blocks. The seed matters only if there are several. */
  public int count() {
    return Math.max(1, (samples + LARGEST - 1) / LARGEST);
  }

  /** Returns the indices of the samples of each block, ascending. */
  public List<int[]> blocks() {
    if (count() == 1) {
      return List.of(IntStream.range(0, samples).toArray());
    }
    RandomGroups groups =
        chosenLabels
            .map(labels -> RandomGroups.stratified(seed, labels.toArray(), count()))
            .orElseGet(() -> RandomGroups.of(seed, samples, count()));
    return IntStream.range(0, count()).mapToObj(groups::samples).toList();
  }

  /** Returns the units of work, block by block. */
  public static List<Unit> units(List<int[]> blocks) {
    List<Unit> units = new ArrayList<>();
    for (int block = 0; block < blocks.size(); block++) {
      int size = blocks.get(block).length;
      for (int from = 0; from < size; from += ROWS) {
        units.add(new Unit(block, from, Math.min(from + ROWS, size)));
      }
    }
    return units;
  }

  /**
   * Returns the number of units of all blocks, without drawing the blocks. Their sizes differ by at
   * most one.
   */
  public int unitCount() {
    int smaller = samples / count();
    int larger = samples % count();
    return (count() - larger) * unitsOf(smaller) + larger * unitsOf(smaller + 1);
  }

  private static int unitsOf(int size) {
    return (size + ROWS - 1) / ROWS;
  }

  /**
   * Returns the labels of a block's samples, by which its pairs are weighted. The result is empty
   * for drawn labels, and if a label has a single sample in the block.
   */
  public Optional<int[]> labels(int[] block) {
    return chosenLabels
        .map(labels -> IntStream.of(block).map(labels::get).toArray())
        .filter(labels -> !KernelTerms.hasLoneLabels(labels));
  }
}
