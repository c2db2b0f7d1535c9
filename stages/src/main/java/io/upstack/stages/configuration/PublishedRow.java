package io.upstack.stages.configuration;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the published numbers of a configuration were measured on: the generation of the file that
 * has these numbers. A file that includes it, or --set, may change the generation and keep the
 * numbers.
 */
final class PublishedRow {
  /**
   * Fields that do not change which row of a table a run belongs to. Comparisons look at the number
   * of samples and the choice of labels themselves.
   */
  private static final Set<String> ASIDE =
      Set.of(
          "num_samples",
          "seed",
          "labels",
          "model_path",
          "classifier_path",
          "use_fp16",
          "classifier_use_fp16",
          "dropout",
          "use_checkpoint");

  private Optional<Generation> generation = Optional.empty();

  /**
   * Notes a configuration that was read. The outermost file with published numbers is read last.
   *
   * @param own what the file itself says
   * @param whole the file with all that it includes
   */
  void note(RunConfiguration own, RunConfiguration whole) {
    if (own.hasPublished()) {
      generation = Optional.of(whole.getGeneration());
    }
  }

  /**
   * Writes into the published numbers which fields no longer are as the file with them has them.
   */
  void markChanges(RunConfiguration.Builder configuration) {
    if (!configuration.hasPublished() || generation.isEmpty()) {
      return;
    }
    List<String> changed = new ArrayList<>();
    compare(
        "generation",
        EffectiveGeneration.of(generation.get()),
        EffectiveGeneration.of(configuration.getGeneration()),
        changed);
    configuration.getPublishedBuilder().clearChanged().addAllChanged(changed);
  }

  private static void compare(String path, Message before, Message after, List<String> changed) {
    for (FieldDescriptor field : before.getDescriptorForType().getFields()) {
      if (ASIDE.contains(field.getName())) {
        continue;
      }
      String fieldPath = FieldPaths.join(path, field.getName());
      if (field.getJavaType() == JavaType.MESSAGE
          && !field.isRepeated()
          && before.hasField(field)
          && after.hasField(field)) {
        compare(
            fieldPath, (Message) before.getField(field), (Message) after.getField(field), changed);
      } else if (!same(field, before, after)) {
        changed.add(fieldPath);
      }
    }
  }

  private static boolean same(FieldDescriptor field, Message before, Message after) {
    return before.getField(field).equals(after.getField(field))
        && (field.isRepeated()
            || field.getJavaType() != JavaType.MESSAGE
            || before.hasField(field) == after.hasField(field));
  }
}
