package io.upstack.stages.configuration;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Generation;
import java.util.OptionalInt;

/** The number of classes that the labels of a stack are chosen from. */
public final class StackClasses {
  private StackClasses() {}

  /**
   * Returns the number of classes, or nothing if the stack takes no labels because it is neither
   * guided nor class-conditional in any stage.
   */
  public static OptionalInt of(Generation generation) {
    BaseStage base = generation.getBase();
    if (base.getModel().getClassCond()) {
      return OptionalInt.of(base.getModel().getNumClasses());
    }
    if (base.hasClassifier()) {
      return OptionalInt.of(ofClassifier(base));
    }
    if (generation.getUpsampler().getModel().getClassCond()) {
      return OptionalInt.of(generation.getUpsampler().getModel().getNumClasses());
    }
    return OptionalInt.empty();
  }

  /** Returns the number of classes of the classifier, which is its own or the base model's. */
  public static int ofClassifier(BaseStage base) {
    Classifier classifier = base.getClassifier();
    return classifier.hasNumClasses()
        ? classifier.getNumClasses()
        : base.getModel().getNumClasses();
  }
}
