package io.upstack.stages.configuration;

import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import java.util.List;

/** The number of samples of a run. */
public final class SampleCounts {
  private SampleCounts() {}

  /** Returns the number that is given, or the number of explicit labels, or the default. */
  public static long of(Generation generation) {
    if (generation.hasNumSamples()) {
      return generation.getNumSamples();
    }
    return switch (generation.getLabels().getKindCase()) {
      case EXPLICIT -> generation.getLabels().getExplicit().getLabelCount();
      case COUNTS -> total(generation.getLabels().getCounts().getCountsList());
      case BALANCED, UNIFORM, KIND_NOT_SET -> generation.getNumSamples();
    };
  }

  /**
   * Returns the sum of the counts.
   *
   * @throws ArithmeticException if the sum does not fit into a long
   */
  static long total(List<Labels.Count> counts) {
    return counts.stream().mapToLong(Labels.Count::getSamples).reduce(0, Math::addExact);
  }
}
