package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The Inception Score, exp(E KL(p(y|x) | p(y))) (Salimans et al., 2016), of samples in the order in
 * which they are added: the mean over splits of consecutive samples, in which a short last split
 * counts as much as the others (evaluator.py, compute_inception_score).
 *
 * <p>Probabilities are rounded to fp32 as in the original; everything after them is fp64. Where one
 * underflows to 0 its term is 0, the limit of p log p, whereas the original gives NaN.
 */
public final class InceptionScore {
  public static final int DEFAULT_SPLIT_SIZE = 5000;

  private static final int CHUNK_ROWS = 500;

  private final MetricProgram program;
  private final int splitSize;
  private final int classes;
  private final RowBuffer buffer;
  private final double[] probabilitySums;
  private double logarithmSum;
  private int samplesInSplit;
  private double scoreSum;
  private long splits;

  /**
   * @param classes width of the logits
   * @param splitSize samples in a split
   */
  public InceptionScore(MetricProgram program, int classes, int splitSize) {
    if (splitSize < 1) {
      throw new IllegalArgumentException(
          "a split of %d samples, expected 1 or more".formatted(splitSize));
    }
    this.program = program;
    this.splitSize = splitSize;
    this.classes = classes;
    this.buffer = new RowBuffer(program, Math.min(CHUNK_ROWS, splitSize), classes, this::addChunk);
    this.probabilitySums = new double[classes];
  }

  /** Logits [N, K] of the next samples. */
  public void add(Features logits) {
    if (logits.width() != classes) {
      throw new MetricsException(
          "logits are %d wide, expected %d as before".formatted(logits.width(), classes));
    }
    for (int from = 0; from < logits.rows(); ) {
      int to = from + Math.min(logits.rows() - from, splitSize - samplesInSplit);
      buffer.add(logits.slice(from, to));
      samplesInSplit += to - from;
      from = to;
      if (samplesInSplit == splitSize) {
        endSplit();
      }
    }
  }

  private void addChunk(NDArray logits) {
    NDList sums = program.run(MetricMethods.CLASS_SUMS, logits);
    double[] probabilities = sums.get(0).toDoubleArray();
    for (int i = 0; i < classes; i++) {
      probabilitySums[i] += probabilities[i];
    }
    logarithmSum += sums.get(1).getDouble();
  }

  private void endSplit() {
    buffer.flush();
    double negativeEntropy = IntStream.range(0, classes).mapToDouble(this::marginalTerm).sum();
    scoreSum += Math.exp(logarithmSum / samplesInSplit - negativeEntropy);
    splits++;
    Arrays.fill(probabilitySums, 0);
    logarithmSum = 0;
    samplesInSplit = 0;
  }

  private double marginalTerm(int index) {
    double probability = probabilitySums[index] / samplesInSplit;
    return probability == 0 ? 0 : probability * Math.log(probability);
  }

  /**
   * The score of all that was added.
   *
   * @throws MetricsException if that is nothing
   */
  public double finish() {
    if (samplesInSplit > 0) {
      endSplit();
    }
    if (splits == 0) {
      throw new MetricsException("an Inception Score of 0 samples, expected 1 or more");
    }
    return scoreSum / splits;
  }
}
