package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Consecutive samples whose Inception Score is computed by itself. Keeps their probabilities, in
 * fp32, outside the Java heap: what each contributes is known only when all are.
 */
final class ScoreSplit implements AutoCloseable {
  private final MetricProgram program;
  private final NDManager manager;
  private final double[] probabilitySums;
  private final List<NDList> chunks = new ArrayList<>();
  private double logarithmSum;
  private long samples;

  ScoreSplit(MetricProgram program, int classes) {
    this.program = program;
    this.manager = program.newManager();
    this.probabilitySums = new double[classes];
  }

  /** Logits [n, K]. */
  void add(NDArray logits) {
    NDList results = program.run(MetricMethods.CLASS_SUMS, logits);
    double[] probabilities = results.get(0).toDoubleArray();
    for (int i = 0; i < probabilitySums.length; i++) {
      probabilitySums[i] += probabilities[i];
    }
    logarithmSum += results.get(1).getDouble();
    samples += logits.getShape().get(0);
    NDList kept = new NDList(results.get(2), results.get(3));
    kept.attach(manager);
    chunks.add(kept);
  }

  long samples() {
    return samples;
  }

  double score() {
    double[] terms = Arrays.stream(marginal()).map(ScoreSplit::entropyTerm).toArray();
    return Math.exp(logarithmSum / samples - Arrays.stream(terms).sum());
  }

  private double[] marginal() {
    return Arrays.stream(probabilitySums).map(sum -> sum / samples).toArray();
  }

  private static double entropyTerm(double probability) {
    return probability == 0 ? 0 : probability * Math.log(probability);
  }

  /**
   * Of the score: a sample moves it by score (KL(p(y|x) | p(y)) - mean KL) / n (the influence
   * function of the exponential of the mean divergence, in which what the sample does to p(y)
   * cancels).
   */
  double variance() {
    if (samples < 2) {
      return 0;
    }
    double[] divergences = divergences();
    double mean = Arrays.stream(divergences).sum() / samples;
    double squares = Arrays.stream(divergences).map(each -> (each - mean) * (each - mean)).sum();
    double score = score();
    return score * score * squares / (samples - 1) / samples;
  }

  private double[] divergences() {
    // No sample has a class that none has, and the logarithm must stay finite.
    double[] logarithms = Arrays.stream(marginal()).map(p -> p == 0 ? 0 : Math.log(p)).toArray();
    double[] divergences = new double[Math.toIntExact(samples)];
    int position = 0;
    try (NDManager scope = program.newManager()) {
      NDArray marginal = scope.create(logarithms, new Shape(logarithms.length));
      for (NDList chunk : chunks) {
        NDList results =
            program.run(MetricMethods.DIVERGENCES, chunk.get(1), chunk.get(0), marginal);
        double[] values = results.singletonOrThrow().toDoubleArray();
        results.close();
        System.arraycopy(values, 0, divergences, position, values.length);
        position += values.length;
      }
    }
    return divergences;
  }

  @Override
  public void close() {
    manager.close();
  }
}
