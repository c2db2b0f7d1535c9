package io.upstack.stages.configuration;

import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import java.util.List;

/** How many samples a run has. */
public final class SampleCounts {
  private SampleCounts() {}

  /** The number that is given, else as many as have explicit labels, else the default. */
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
   * @throws ArithmeticException if the sum is beyond a long
   */
  static long total(List<Labels.Count> counts) {
    return counts.stream().mapToLong(Labels.Count::getSamples).reduce(0, Math::addExact);
  }
}
