package io.upstack.stages.configuration;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.Evaluation;
import io.upstack.proto.RunConfiguration;
import java.util.OptionalInt;

/** Checks whether samples can be measured as configured. */
public final class EvaluationRules {
  /** The values of {@code kid_estimator}. */
  public static final ImmutableList<String> KID_ESTIMATORS =
      ImmutableList.of("full", "torch_fidelity_subsets");

  /** The values of {@code distance_precision}. */
  public static final ImmutableList<String> PRECISIONS = ImmutableList.of("fp32", "fp16");

  private EvaluationRules() {}

  static void check(RunConfiguration configuration, FieldRules rules) {
    Evaluation evaluation = configuration.getEvaluation();
    rules.present("extractor", !evaluation.getExtractor().isEmpty());
    rules.present("reference", !evaluation.getReference().isEmpty());
    rules.atLeast("nearest_k", 1, evaluation.getNearestK());
    rules.atLeast("split_size", 1, evaluation.getSplitSize());
    rules.atLeast("density_k", 1, evaluation.getDensityK());
    rules.atLeast("kid_subset_size", 2, evaluation.getKidSubsetSize());
    rules.oneOf("kid_estimator", KID_ESTIMATORS, evaluation.getKidEstimator());
    rules.oneOf("distance_precision", PRECISIONS, evaluation.getDistancePrecision());
    long samples = configuration.getGeneration().getNumSamples();
    evaluation.getNeighboursOfList().stream()
        .filter(index -> index < 0 || index >= samples)
        .forEach(
            index ->
                rules.expected(
                    "neighbours_of", "indices from 0 to %d".formatted(samples - 1), index));
    OptionalInt classes = StackClasses.of(configuration.getGeneration());
    int names = evaluation.getClassNamesCount();
    if (names == 0) {
      return;
    }
    if (classes.isEmpty()) {
      rules.report("class_names", "the stack has no classes: leave class_names out");
    } else if (names != classes.getAsInt()) {
      rules.expected(
          "class_names",
          "none, or a name for each of %s classes".formatted(classes.getAsInt()),
          names);
    }
  }
}
