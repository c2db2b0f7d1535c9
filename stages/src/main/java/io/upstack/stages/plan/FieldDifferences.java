package io.upstack.stages.plan;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.upstack.stages.problems.Problems;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares two messages of one type field by field. A missing field has its default value. */
final class FieldDifferences {
  private static final int LONGEST_LIST = 8;

  private final Set<String> ignored;
  private final Problems problems;

  /**
   * @param ignored full paths of the fields that may differ
   */
  FieldDifferences(Set<String> ignored, Problems problems) {
    this.ignored = Set.copyOf(ignored);
    this.problems = problems;
  }

  /** Adds a problem with both values for every field that differs. */
  void add(String path, Message existing, Message asked) {
    for (FieldDescriptor field : existing.getDescriptorForType().getFields()) {
      String fieldPath = path + "." + field.getName();
      if (!ignored.contains(fieldPath) && field.getContainingOneof() == null) {
        add(fieldPath, field, existing, asked);
      }
    }
    for (OneofDescriptor choice : existing.getDescriptorForType().getOneofs()) {
      addChoice(path, choice, existing, asked);
    }
  }

  private void add(String path, FieldDescriptor field, Message existing, Message asked) {
    boolean isMessage = field.getJavaType() == JavaType.MESSAGE && !field.isRepeated();
    if (isMessage && existing.hasField(field) && asked.hasField(field)) {
      add(path, (Message) existing.getField(field), (Message) asked.getField(field));
    } else if (isMessage && existing.hasField(field) != asked.hasField(field)) {
      report(path, presence(field, existing), presence(field, asked));
    } else if (!isMessage && !existing.getField(field).equals(asked.getField(field))) {
      report(path, shown(existing.getField(field)), shown(asked.getField(field)));
    }
  }

  private void addChoice(String path, OneofDescriptor choice, Message existing, Message asked) {
    Optional<FieldDescriptor> held = chosen(choice, existing);
    Optional<FieldDescriptor> wanted = chosen(choice, asked);
    if (!held.equals(wanted)) {
      report(path, name(held), name(wanted));
    } else if (held.isPresent()) {
      add(path + "." + held.get().getName(), held.get(), existing, asked);
    }
  }

  private void report(String path, String existing, String asked) {
    problems.add(path, "the output holds " + existing + "; asked for " + asked);
  }

  private static Optional<FieldDescriptor> chosen(OneofDescriptor choice, Message message) {
    return Optional.ofNullable(message.getOneofFieldDescriptor(choice));
  }

  private static String name(Optional<FieldDescriptor> field) {
    return field.map(FieldDescriptor::getName).orElse("none");
  }

  private static String presence(FieldDescriptor field, Message message) {
    return message.hasField(field) ? "one" : "none";
  }

  private static String shown(Object value) {
    if (value instanceof List<?> list) {
      String more = list.size() > LONGEST_LIST ? ", ... (" + list.size() + " in all)" : "";
      return list.stream()
          .limit(LONGEST_LIST)
          .map(FieldDifferences::shown)
          .collect(joining(", ", "[", more + "]"));
    }
    if (value instanceof Message message) {
      return "{ " + TextFormat.printer().emittingSingleLine(true).printToString(message) + " }";
    }
    return value instanceof String text ? "\"" + text + "\"" : String.valueOf(value);
  }
}
