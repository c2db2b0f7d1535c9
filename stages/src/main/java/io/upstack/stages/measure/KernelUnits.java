package io.upstack.stages.measure;

import io.upstack.proto.WorkStage;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.metrics.FeatureRows;
import io.upstack.stages.metrics.KernelSums;
import io.upstack.stages.metrics.kid.KernelBlocks;
import io.upstack.stages.metrics.kid.KernelStatistic;
import io.upstack.stages.metrics.kid.KernelTerms;
import io.upstack.stages.shards.ArrayLayout;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The units of KID by the full U-statistic. A unit of the samples keeps three fp64 arrays [1, n]
 * for its n samples: sums of the kernel over the others of their label, over those of other labels,
 * and over the reference. They are padded to the size of a full unit. A unit of the reference keeps
 * a sum over pairs.
 */
final class KernelUnits {
  private static final String OWN = "own";
  private static final String OTHERS = "others";
  private static final String REFERENCE = "reference";

  private final KernelBlocks plan;
  private final int references;
  private final List<int[]> blocks;
  private final List<KernelBlocks.Unit> units;

  /**
   * Draws the blocks of the samples.
   *
   * @param references number of images in the reference
   */
  KernelUnits(KernelBlocks plan, int references) {
    this.plan = plan;
    this.references = references;
    this.blocks = plan.blocks();
    this.units = KernelBlocks.units(blocks);
  }

  static List<ArrayLayout> layoutOfSamples(KernelBlocks plan) {
    List<Long> row = List.of((long) fullUnit(plan));
    return List.of(
        new ArrayLayout(OWN, ElementType.FLOAT64, row),
        new ArrayLayout(OTHERS, ElementType.FLOAT64, row),
        new ArrayLayout(REFERENCE, ElementType.FLOAT64, row));
  }

  private static int fullUnit(KernelBlocks plan) {
    return Math.min(plan.samples(), KernelBlocks.ROWS);
  }

  static int countOfReference(int references) {
    return (references + KernelBlocks.ROWS - 1) / KernelBlocks.ROWS;
  }

  /**
   * Computes a unit of the samples. With 2048 features and 10,000 images of either kind, it takes
   * 8·10^10 fp64 operations.
   */
  List<NamedArray> ofSamples(
      KernelSums sums, FeatureRows samples, FeatureRows reference, int unit) {
    KernelBlocks.Unit part = units.get(unit);
    int[] block = blocks.get(part.block());
    int[] rows = Arrays.copyOfRange(block, part.from(), part.to());
    KernelSums.Within within =
        sums.within(samples, block, part.from(), part.to(), plan.labels(block));
    return List.of(
        padded(OWN, within.own()),
        padded(OTHERS, within.others()),
        padded(REFERENCE, sums.between(samples, rows, reference, range(0, references))));
  }

  private NamedArray padded(String name, double[] values) {
    int size = fullUnit(plan);
    return NamedArray.ofDoubles(name, List.of(1L, (long) size), Arrays.copyOf(values, size));
  }

  /**
   * Computes the sum over pairs of some images of the reference and of these with later ones, which
   * count twice.
   */
  static double ofReference(KernelSums sums, FeatureRows reference, int unit) {
    int from = unit * KernelBlocks.ROWS;
    int to = Math.min(from + KernelBlocks.ROWS, reference.rows());
    int[] rows = range(from, to);
    KernelSums.Within within = sums.within(reference, rows, 0, rows.length, Optional.empty());
    double[] later = sums.between(reference, rows, reference, range(to, reference.rows()));
    return Arrays.stream(within.own()).sum() + 2 * Arrays.stream(later).sum();
  }

  private static int[] range(int from, int to) {
    return IntStream.range(from, to).toArray();
  }

  /** Combines the results of all units. */
  KernelStatistic read(UnitObjects objects) throws IOException {
    double pairs = (double) references * (references - 1);
    double sum = 0;
    for (double part :
        objects.readAll(WorkStage.REFERENCE_KERNEL, (file, unit) -> KernelArrays.SUM.read(file))) {
      sum += part;
    }
    return new KernelStatistic(terms(objects), sum / pairs);
  }

  private List<KernelTerms> terms(UnitObjects objects) throws IOException {
    List<KernelTerms> terms = new ArrayList<>();
    for (int[] block : blocks) {
      terms.add(
          new KernelTerms(
              new double[block.length],
              new double[block.length],
              new double[block.length],
              plan.labels(block)));
    }
    objects.readAll(
        WorkStage.SAMPLE_KERNEL,
        (file, unit) -> {
          KernelBlocks.Unit part = units.get(unit);
          KernelTerms block = terms.get(part.block());
          copy(file, OWN, part, block.own());
          copy(file, OTHERS, part, block.others());
          copy(file, REFERENCE, part, block.reference());
          for (int i = part.from(); i < part.to(); i++) {
            block.reference()[i] /= references;
          }
          return unit;
        });
    return terms;
  }

  private static void copy(NpzFile file, String name, KernelBlocks.Unit part, double[] block)
      throws IOException {
    try (ArrayReader array = file.array(name)) {
      System.arraycopy(array.toDoubles(), 0, block, part.from(), part.to() - part.from());
    }
  }

  /** Returns whether labels were chosen but cannot weight the pairs, because some are rare. */
  boolean hasLoneLabels() {
    return plan.chosenLabels().isPresent()
        && blocks.stream().anyMatch(block -> plan.labels(block).isEmpty());
  }
}
