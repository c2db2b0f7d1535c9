package io.upstack.stages.configuration;

import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import java.util.List;
import java.util.OptionalInt;

/** Checks whether the labels fit the stack and the number of samples. */
final class LabelRules {
  private static final int MOST_REPORTED = 10;

  private LabelRules() {}

  static void check(Generation generation, FieldRules rules) {
    if (!generation.hasLabels()) {
      return;
    }
    OptionalInt classes = StackClasses.of(generation);
    if (classes.isEmpty()) {
      rules.report(
          "labels",
          "the stack takes no labels, since it has no classifier and no class_cond:"
              + " leave labels out");
      return;
    }
    FieldRules labels = rules.within("labels");
    switch (generation.getLabels().getKindCase()) {
      case BALANCED, UNIFORM -> {}
      case EXPLICIT -> {
        List<Integer> list = generation.getLabels().getExplicit().getLabelList();
        checkRange("explicit.label", list, classes.getAsInt(), labels);
        checkTotal("explicit.label", list.size(), generation, labels);
      }
      case COUNTS -> checkCounts(generation, classes.getAsInt(), labels);
      case KIND_NOT_SET ->
          rules.report("labels", "expected one of balanced, uniform, explicit, counts");
    }
  }

  private static void checkCounts(Generation generation, int classes, FieldRules rules) {
    List<Labels.Count> counts = generation.getLabels().getCounts().getCountsList();
    for (int i = 0; i < counts.size(); i++) {
      rules.present("counts.counts[" + i + "].label", counts.get(i).hasLabel());
      rules.atLeast("counts.counts[" + i + "].samples", 1, counts.get(i).getSamples());
    }
    checkRange(
        "counts.counts", counts.stream().map(Labels.Count::getLabel).toList(), classes, rules);
    try {
      checkTotal("counts.counts", SampleCounts.total(counts), generation, rules);
    } catch (ArithmeticException e) {
      rules.report("counts.counts", "the samples of all counts are more than 64 bits hold");
    }
  }

  private static void checkRange(
      String field, List<Integer> labels, int classes, FieldRules rules) {
    int wrong = 0;
    for (int i = 0; i < labels.size(); i++) {
      int label = labels.get(i);
      if (label < 0 || label >= classes) {
        wrong++;
        if (wrong <= MOST_REPORTED) {
          rules.expected(field + "[" + i + "]", "a label from 0 to " + (classes - 1), label);
        }
      }
    }
    if (wrong > MOST_REPORTED) {
      rules.report(field, "%s more labels are out of range".formatted(wrong - MOST_REPORTED));
    }
  }

  private static void checkTotal(
      String field, long total, Generation generation, FieldRules rules) {
    if (total == 0) {
      rules.report(field, "is empty, expected a label for each sample");
    } else if (generation.hasNumSamples() && total != generation.getNumSamples()) {
      rules.expected(
          field,
          "labels for generation.num_samples samples, which is " + generation.getNumSamples(),
          total);
    }
  }
}
