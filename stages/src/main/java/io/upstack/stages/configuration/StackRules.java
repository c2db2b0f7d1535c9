package io.upstack.stages.configuration;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Generation;
import io.upstack.proto.SuperResolution;
import java.util.LinkedHashMap;
import java.util.Map;

/** Checks what must hold between the stages of a stack. */
final class StackRules {
  private StackRules() {}

  static void check(Generation generation, FieldRules rules) {
    checkSizes(generation, rules);
    checkClasses(generation, rules);
  }

  private static void checkSizes(Generation generation, FieldRules rules) {
    int imageSize = generation.getBase().getModel().getImageSize();
    int smallSize = generation.getUpsampler().getModel().getSmallSize();
    if (generation.hasUpsampler() && imageSize != smallSize) {
      rules.expected(
          "upsampler.model.small_size",
          "generation.base.model.image_size, which is " + imageSize,
          smallSize);
    }
  }

  private static void checkClasses(Generation generation, FieldRules rules) {
    Map<String, Integer> classes = classes(generation);
    if (classes.isEmpty()) {
      return;
    }
    Map.Entry<String, Integer> first = classes.entrySet().iterator().next();
    classes.forEach(
        (field, number) -> {
          if (!number.equals(first.getValue())) {
            rules.expected(
                field,
                "as many as " + rules.path(first.getKey()) + ", which is " + first.getValue(),
                number);
          }
        });
  }

  /**
   * Returns the number of classes of each network that has classes, by field, with the first stage
   * first.
   */
  private static Map<String, Integer> classes(Generation generation) {
    Map<String, Integer> classes = new LinkedHashMap<>();
    BaseStage base = generation.getBase();
    if (base.getModel().getClassCond()) {
      classes.put("base.model.num_classes", base.getModel().getNumClasses());
    }
    if (base.hasClassifier()) {
      classes.put("base.classifier.num_classes", StackClasses.ofClassifier(base));
    }
    SuperResolution upsampler = generation.getUpsampler().getModel();
    if (upsampler.getClassCond()) {
      classes.put("upsampler.model.num_classes", upsampler.getNumClasses());
    }
    return classes;
  }
}
