package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The Inception Score, exp(E KL(p(y|x) | p(y))) (Salimans et al., 2016), of samples in the order in
 * which they are added. It is the mean over splits of consecutive samples, in which a short last
 * split counts as much as the others (evaluator.py, compute_inception_score).
 *
 * <p>Probabilities are rounded to fp32 as in the original; everything after them is fp64. If a
 * probability underflows to 0, its term is 0, the limit of p log p, whereas the original gives NaN.
 * The probabilities of one split stay in memory outside the Java heap.
 */
public final class InceptionScore {
  public static final int DEFAULT_SPLIT_SIZE = 5000;

  /**
   * With fewer samples per class, the score is far below that of many samples and its spread cannot
   * be estimated: for sharp predictions over 1,000 classes at 50 samples, the interval of any
   * method covers the score only 18 to 74 times out of 100.
   */
  private static final int SAMPLES_OF_A_CLASS = 4;

  private static final int CHUNK_ROWS = 500;

  private final MetricProgram program;
  private final int splitSize;
  private final int classes;
  private final RowBuffer buffer;
  private Optional<ScoreSplit> split = Optional.empty();
  private int samplesInSplit;
  private double scoreSum;
  private double spreadOverSamples;
  private final List<ScoreTerms> terms = new ArrayList<>();

  /**
   * @param classes width of the logits
   * @param splitSize number of samples in a split
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

  /** Adds the logits [N, K] of the next samples. */
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
      spreadOverSamples = Math.max(spreadOverSamples, ended.spread() / ended.samples());
      terms.add(
          new ScoreTerms(ended.logarithm(), ended.samples() < 2 ? new double[1] : ended.changes()));
    }
    split = Optional.empty();
    samplesInSplit = 0;
  }

  /**
   * Returns the score of all samples that were added.
   *
   * @throws MetricsException if nothing was added
   */
  public double finish() {
    if (samplesInSplit > 0) {
      endSplit();
    }
    if (terms.isEmpty()) {
      throw new MetricsException("an Inception Score of 0 samples, expected 1 or more");
    }
    return scoreSum / terms.size();
  }

  /**
   * Returns the score with the interval of its expectation at this split size. The interval comes
   * from the delete-one jackknife of the logarithm of each split's score, and splits are
   * independent. It is an interval of the logarithm, so it contains the score.
   *
   * @throws MetricsException if nothing was added
   */
  public Estimate estimate() {
    double score = finish();
    if (terms.stream().allMatch(split -> split.changes().length < 2)) {
      return new Estimate.Unbounded(
          score, "an interval from splits of 1 sample, expected a split of 2 or more");
    }
    if (spreadOverSamples * SAMPLES_OF_A_CLASS > 1) {
      return new Estimate.Unbounded(
          score,
          String.format(
              ROOT,
              "a split has fewer than %d samples for each class that its predictions spread over,"
                  + " of which no method gives an interval that holds",
              SAMPLES_OF_A_CLASS));
    }
    double variance = 0;
    long degrees = 0;
    for (ScoreTerms split : terms) {
      double weight = Math.exp(split.logarithm()) / scoreSum;
      variance += weight * weight * StratifiedJackknife.of(split.changes()).variance();
      degrees += split.changes().length - 1;
    }
    ConfidenceInterval logarithm =
        ConfidenceInterval.studentT(Math.log(score), Math.sqrt(variance), degrees);
    return new Estimate.Bounded(
        score,
        new ConfidenceInterval(
            Math.max(1, Math.min(score, Math.exp(logarithm.low()))),
            Math.max(1, Math.max(score, Math.exp(logarithm.high())))));
  }

  /**
   * Returns the terms of each split, for paired differences.
   *
   * @throws MetricsException if nothing was added
   */
  public List<ScoreTerms> terms() {
    finish();
    return List.copyOf(terms);
  }

  /**
   * The contribution of a split to the logarithm of the score.
   *
   * @param changes [n] changes of the logarithm without each of the samples; 0 for a split of one
   *     sample
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record ScoreTerms(double logarithm, double[] changes) {}
}
