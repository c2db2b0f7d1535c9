package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Consecutive samples whose Inception Score is computed separately. Keeps their probabilities, in
 * fp32, outside the Java heap, because the contribution of each sample is known only when all
 * samples are there.
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

  /** Adds logits [N, K]. */
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

  /** Returns the logarithm of the score. */
  double logarithm() {
    return logarithmSum / samples - Arrays.stream(marginal()).map(ScoreSplit::entropyTerm).sum();
  }

  /**
   * Returns the change of the logarithm of the score without each of the samples, of which there
   * must be at least two.
   */
  double[] changes() {
    double[] changes = new double[Math.toIntExact(samples)];
    double others = samples - 1.0;
    double logarithm = logarithm();
    int position = 0;
    try (NDManager scope = program.newManager()) {
      double[] scaled = Arrays.stream(probabilitySums).map(sum -> sum / others).toArray();
      NDArray sums = scope.create(scaled, new Shape(scaled.length));
      NDArray divisor = scope.create(others);
      for (NDList chunk : chunks) {
        NDList results = program.run(MetricMethods.LEFT_OUT, chunk.get(0), sums, divisor);
        double[] marginalTerms = results.singletonOrThrow().toDoubleArray();
        results.close();
        double[] ownTerms = chunk.get(1).toDoubleArray();
        for (int i = 0; i < ownTerms.length; i++) {
          changes[position++] =
              (logarithmSum - ownTerms[i]) / others - marginalTerms[i] - logarithm;
        }
      }
    }
    return changes;
  }

  /**
   * Returns the number of classes that the samples spread over: the exponential of the marginal's
   * entropy.
   */
  double spread() {
    return Math.exp(-Arrays.stream(marginal()).map(ScoreSplit::entropyTerm).sum());
  }

  @Override
  public void close() {
    manager.close();
  }
}
