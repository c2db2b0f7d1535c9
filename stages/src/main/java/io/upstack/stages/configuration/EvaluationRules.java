package io.upstack.stages.configuration;

import io.upstack.proto.Evaluation;
import io.upstack.proto.RunConfiguration;
import java.util.OptionalInt;

/** Whether samples can be measured as configured. */
final class EvaluationRules {
  private EvaluationRules() {}

  static void check(RunConfiguration configuration, FieldRules rules) {
    Evaluation evaluation = configuration.getEvaluation();
    rules.present("extractor", !evaluation.getExtractor().isEmpty());
    rules.present("reference", !evaluation.getReference().isEmpty());
    rules.atLeast("nearest_k", 1, evaluation.getNearestK());
    rules.atLeast("split_size", 1, evaluation.getSplitSize());
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
