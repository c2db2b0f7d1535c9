package io.upstack.stages.plan;

import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import io.upstack.stages.labels.LabelAssignment;
import java.util.Optional;
import java.util.stream.LongStream;

/** Lets lists of labels grow with a run, since they are as long as the run. */
final class LabelGrowth {
  private LabelGrowth() {}

  /**
   * Returns the wanted generation. It has the held labels if both are lists of the same kind and
   * agree for the samples that both runs have.
   */
  static Generation alignLabels(Generation held, Generation wanted) {
    Optional<LabelAssignment> before = listed(held);
    Optional<LabelAssignment> after = listed(wanted);
    boolean sameKind = held.getLabels().getKindCase() == wanted.getLabels().getKindCase();
    if (!sameKind || before.isEmpty() || after.isEmpty()) {
      return wanted;
    }
    boolean agree =
        LongStream.range(0, Math.min(held.getNumSamples(), wanted.getNumSamples()))
            .allMatch(index -> before.get().label(index) == after.get().label(index));
    return agree ? wanted.toBuilder().setLabels(held.getLabels()).build() : wanted;
  }

  private static Optional<LabelAssignment> listed(Generation generation) {
    Labels labels = generation.getLabels();
    return switch (labels.getKindCase()) {
      case EXPLICIT, COUNTS -> LabelAssignment.of(generation);
      case BALANCED, UNIFORM, KIND_NOT_SET -> Optional.empty();
    };
  }
}
