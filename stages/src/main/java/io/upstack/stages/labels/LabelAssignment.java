package io.upstack.stages.labels;

import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import io.upstack.stages.configuration.StackClasses;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The class of every sample of a run. It is a function of the sample's index alone and does not
 * depend on the number of samples, so a run can grow.
 *
 * <p>It is defined for every index from 0 on, even past the last sample, since the last micro-batch
 * is padded. A list then starts again from its beginning.
 */
public sealed interface LabelAssignment
    permits BalancedLabels, CountedLabels, ExplicitLabels, UniformLabels {

  /**
   * Returns the label of a sample, at least 0.
   *
   * @throws IllegalArgumentException if the index is negative
   */
  int label(long sampleIndex);

  /** Returns the labels that a stack samples with, or nothing if no part of it takes labels. */
  static Optional<LabelAssignment> of(Generation generation) {
    OptionalInt classes = StackClasses.of(generation);
    if (classes.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(of(generation.getLabels(), classes.getAsInt(), generation.getSeed()));
  }

  /**
   * Returns the labels of a validated configuration, which are balanced if no kind is chosen.
   *
   * @param classes number of classes, at least 1
   * @throws IllegalArgumentException if there are no classes, or a list has no entries
   */
  static LabelAssignment of(Labels labels, int classes, long seed) {
    return switch (labels.getKindCase()) {
      case BALANCED, KIND_NOT_SET -> new BalancedLabels(classes);
      case UNIFORM -> new UniformLabels(classes, seed);
      case EXPLICIT -> new ExplicitLabels(labels.getExplicit().getLabelList());
      case COUNTS -> CountedLabels.of(labels.getCounts());
    };
  }
}
