package io.upstack.stages.inception;

import static java.util.Locale.ROOT;

import io.upstack.stages.problems.Problems;
import java.util.List;

/** Collects the problems of a file of weights one by one and reports them together. */
final class WeightProblems {
  private static final String SUBJECT = "%s, compared with the Inception-v3 of 2015-12-05";

  private final String file;
  private final String kind;
  private final Problems problems = new Problems();
  private boolean foundAny;

  /**
   * @param kind what holds weights in such a file: tensors or nodes
   */
  WeightProblems(String file, String kind) {
    this.file = file;
    this.kind = kind;
  }

  /** Records that the file has a weight of the network, whether it fits or not. */
  void found() {
    foundAny = true;
  }

  void add(String name, String what) {
    problems.add(name, what);
  }

  /** Adds a problem with weights that can't be used, and returns zeros in their place. */
  float[] unfit(String name, String what, List<Long> shape) {
    add(name, what);
    return new float[elements(shape)];
  }

  /** Returns the same weights. Adds a problem if one is NaN or infinite. */
  float[] finite(String name, float[] values) {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        add(
            name,
            String.format(
                ROOT, "has the value %s at element %d, expected a finite one", values[i], i));
        return values;
      }
    }
    return values;
  }

  /**
   * Returns the same variances. Adds a problem if one of them plus {@code epsilon} has no square
   * root to divide by.
   */
  float[] positive(String name, float[] variances, double epsilon) {
    for (int i = 0; i < variances.length; i++) {
      if (variances[i] + epsilon <= 0) {
        add(
            name,
            String.format(
                ROOT, "has the variance %s at element %d, expected none below 0", variances[i], i));
        return variances;
      }
    }
    return variances;
  }

  /**
   * Throws if there are problems. If the file has none of the network's weights, only that is
   * reported, not what it lacks.
   */
  void throwIfAny() {
    if (!foundAny) {
      Problems other = new Problems();
      other.add(kind, "there is none of the network's, expected all");
      other.throwIfAny(String.format(ROOT, SUBJECT, file));
    }
    problems.throwIfAny(String.format(ROOT, SUBJECT, file));
  }

  static int elements(List<Long> shape) {
    return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
  }
}
