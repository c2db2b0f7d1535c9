package io.upstack.stages.configuration;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;

/** Describes in words what a field accepts. */
final class ExpectedValue {
  private static final int LONGEST_QUOTE = 40;

  private ExpectedValue() {}

  /** Describes one value of the field. */
  static String of(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> "a whole number of 32 bits";
      case LONG -> "a whole number of 64 bits";
      case FLOAT, DOUBLE -> "a number";
      case BOOLEAN -> "true or false";
      case STRING, BYTE_STRING -> "text in quotes";
      case ENUM ->
          "one of "
              + field.getEnumType().getValues().stream()
                  .map(EnumValueDescriptor::getName)
                  .collect(joining(", "));
      case MESSAGE -> "fields in { }";
    };
  }

  /**
   * Returns the value that was found, shortened if it is long, and in quotes unless it has its own.
   */
  static String quoted(String found) {
    String start = found.strip();
    // White space beyond this length does not show, and a value can be long.
    start = start.substring(0, Math.min(start.length(), 100 * LONGEST_QUOTE));
    String flat = start.replaceAll("\\s+", " ");
    String shown = flat.length() > LONGEST_QUOTE ? flat.substring(0, LONGEST_QUOTE) + "..." : flat;
    boolean hasQuotes = shown.length() > 1 && shown.startsWith("\"") && shown.endsWith("\"");
    return hasQuotes ? shown : "\"" + shown + "\"";
  }
}
