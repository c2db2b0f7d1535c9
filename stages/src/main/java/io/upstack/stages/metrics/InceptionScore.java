package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import ai.djl.ndarray.NDArray;
import java.util.Optional;

/**
 * The Inception Score, exp(E KL(p(y|x) | p(y))) (Salimans et al., 2016), of samples in the order in
 * which they are added: the mean over splits of consecutive samples, in which a short last split
 * counts as much as the others (evaluator.py, compute_inception_score).
 *
 * <p>Probabilities are rounded to fp32 as in the original; everything after them is fp64. Where one
 * underflows to 0 its term is 0, the limit of p log p, whereas the original gives NaN. The
 * probabilities of one split stay in memory outside the Java heap.
 */
public final class InceptionScore {
  public static final int DEFAULT_SPLIT_SIZE = 5000;

  private static final int CHUNK_ROWS = 500;

  private final MetricProgram program;
  private final int splitSize;
  private final int classes;
  private final RowBuffer buffer;
  private Optional<ScoreSplit> split = Optional.empty();
  private int samplesInSplit;
  private double scoreSum;
  private double varianceSum;
  private long degreesOfFreedom;
  private long splits;

  /**
   * @param classes width of the logits
   * @param splitSize samples in a split
   */
  public InceptionScore(MetricProgram program, int classes, int splitSize) {
    if (splitSize < 1) {
      throw new IllegalArgumentException(
          String.format(ROOT, "a split of %d samples, expected 1 or more", splitSize));
    }
    this.program = program;
    this.splitSize = splitSize;
    this.classes = classes;
    this.buffer = new RowBuffer(program, Math.min(CHUNK_ROWS, splitSize), classes, this::addChunk);
  }

  /** Logits [N, K] of the next samples. */
  public void add(Features logits) {
    if (logits.width() != classes) {
      throw new MetricsException(
          String.format(
              ROOT, "logits are %d wide, expected %d as before", logits.width(), classes));
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
    if (split.isEmpty()) {
      split = Optional.of(new ScoreSplit(program, classes));
    }
    split.get().add(logits);
  }

  private void endSplit() {
    buffer.flush();
    try (ScoreSplit ended = split.orElseThrow()) {
      scoreSum += ended.score();
      varianceSum += ended.variance();
      degreesOfFreedom += ended.samples() - 1;
    }
    splits++;
    split = Optional.empty();
    samplesInSplit = 0;
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

  /**
   * The score with the interval of its expectation at this size of splits, from the influence of
   * each sample; splits are independent.
   *
   * @throws MetricsException if nothing was added
   */
  public Estimate estimate() {
    double score = finish();
    if (degreesOfFreedom == 0) {
      return new Estimate.Unbounded(
          score, "an interval from splits of 1 sample, expected a split of 2 or more");
    }
    double standardError = Math.sqrt(varianceSum) / splits;
    return new Estimate.Bounded(
        score, ConfidenceInterval.studentT(score, standardError, degreesOfFreedom).atLeast(1));
  }
}
