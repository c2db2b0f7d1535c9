package io.upstack.stages.configuration;

import com.google.common.base.Splitter;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.upstack.stages.problems.Problems;
import java.util.List;

/** Sets one field of a configuration, given as {@code path.to.field=value}. */
final class FieldOverride {
  private static final String WHERE = "--set";
  private static final int SHORT_VALUE = 60;

  private FieldOverride() {}

  /** Applies an override. If there is a problem, the configuration stays unchanged. */
  static void apply(String override, Message.Builder configuration, Problems problems) {
    int equals = override.indexOf('=');
    if (equals < 0) {
      problems.add(WHERE, "expected path.to.field=value, found " + ExpectedValue.quoted(override));
      return;
    }
    List<String> path = Splitter.on('.').splitToList(override.substring(0, equals).strip());
    set(configuration, "", path, override.substring(equals + 1).strip(), problems);
  }

  private static void set(
      Message.Builder message,
      String messagePath,
      List<String> path,
      String value,
      Problems problems) {
    String name = path.get(0);
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      problems.add(WHERE, FieldNames.unknown(messagePath, message.getDescriptorForType(), name));
      return;
    }
    String fieldPath = FieldPaths.join(messagePath, name);
    if (path.size() == 1) {
      setField(message, messagePath, field, value, problems);
    } else if (field.getJavaType() != JavaType.MESSAGE) {
      String what = fieldPath + " is " + ExpectedValue.of(field) + " and has no fields";
      problems.add(WHERE, what);
    } else if (field.isRepeated()) {
      problems.add(
          WHERE, fieldPath + " is a list and can only be set whole: " + fieldPath + "=[{...}]");
    } else {
      set(message.getFieldBuilder(field), fieldPath, path.subList(1, path.size()), value, problems);
    }
  }

  private static void setField(
      Message.Builder message,
      String messagePath,
      FieldDescriptor field,
      String value,
      Problems problems) {
    String text = field.getName() + ": " + OverrideValue.text(field, value);
    ReadMessage read = MessageText.read(text, messagePath, message.getDefaultInstanceForType());
    if (!read.faults().isEmpty()) {
      read.faults().forEach(fault -> problems.add(WHERE, placed(fault, text, value)));
      return;
    }
    long values = read.fields().stream().filter(f -> f.messagePath().equals(messagePath)).count();
    if (values != 1) {
      String fieldPath = FieldPaths.join(messagePath, field.getName());
      problems.add(
          WHERE,
          fieldPath
              + ": expected "
              + ExpectedValue.of(field)
              + ", found "
              + ExpectedValue.quoted(value));
      return;
    }
    message.setField(field, read.message().getField(field));
  }

  /** Returns the fault with its position if the value is long. */
  private static String placed(TextFault fault, String text, String value) {
    int within = fault.offset() - text.indexOf(value);
    if (value.length() <= SHORT_VALUE || !text.contains(value) || within < 0) {
      return fault.what();
    }
    List<String> position =
        Splitter.on(':')
            .splitToList(TextPositions.within(value).at(Math.min(within, value.length())));
    return "%s (line %s, column %s of the value)"
        .formatted(fault.what(), position.get(0), position.get(1));
  }
}
