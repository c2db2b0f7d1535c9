package io.upstack.stages.flags;

import com.google.protobuf.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Interprets a flag's JSON value. Flags that went through a command line are strings, and lists are
 * strings with commas, so those are accepted too.
 */
public final class FlagValues {
  private FlagValues() {}

  /**
   * Returns whether the value is null, or the empty string that makes guided-diffusion use its own
   * default.
   */
  static boolean isAbsent(Value value) {
    return value.hasNullValue() || (value.hasStringValue() && value.getStringValue().isBlank());
  }

  static Optional<Double> number(Value value) {
    if (value.hasNumberValue()) {
      return Optional.of(value.getNumberValue());
    }
    return value.hasStringValue() ? parsed(value.getStringValue()) : Optional.empty();
  }

  private static Optional<Double> parsed(String text) {
    try {
      return Optional.of(Double.valueOf(text.strip()));
    } catch (NumberFormatException exception) {
      return Optional.empty();
    }
  }

  /** Parses a truth value like guided-diffusion's command lines: yes, true, t, y and 1 are true. */
  static Optional<Boolean> truth(Value value) {
    if (value.hasBoolValue()) {
      return Optional.of(value.getBoolValue());
    }
    return switch (text(value).toLowerCase(Locale.ROOT)) {
      case "yes", "true", "t", "y", "1" -> Optional.of(true);
      case "no", "false", "f", "n", "0" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** Parses a list, a string of numbers separated by commas, or one number. */
  static Optional<List<Double>> numbers(Value value) {
    List<Value> elements =
        value.hasListValue()
            ? value.getListValue().getValuesList()
            : Arrays.stream(text(value).split(",", -1))
                .map(part -> Value.newBuilder().setStringValue(part).build())
                .toList();
    List<Double> numbers = new ArrayList<>();
    for (Value element : elements) {
      Optional<Double> number = number(element);
      if (number.isEmpty()) {
        return Optional.empty();
      }
      numbers.add(number.get());
    }
    return Optional.of(List.copyOf(numbers));
  }

  /**
   * Parses a list of sizes, none of them negative. The list is empty for a tensor without
   * dimensions.
   */
  static Optional<List<Long>> shape(Value value) {
    List<Value> elements = value.getListValue().getValuesList();
    List<Long> shape =
        elements.stream()
            .map(Value::getNumberValue)
            .filter(size -> size >= 0 && size <= Integer.MAX_VALUE && size == Math.rint(size))
            .map(Double::longValue)
            .toList();
    boolean isShape = value.hasListValue() && shape.size() == elements.size();
    return isShape ? Optional.of(shape) : Optional.empty();
  }

  /**
   * Returns the value in the form of a command line: whole numbers without a decimal point, lists
   * with commas.
   */
  static String text(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> value.getStringValue();
      case NUMBER_VALUE -> plain(value.getNumberValue());
      case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
      case LIST_VALUE ->
          value.getListValue().getValuesList().stream()
              .map(FlagValues::text)
              .collect(Collectors.joining(","));
      case NULL_VALUE, KIND_NOT_SET -> "";
      case STRUCT_VALUE -> "{...}";
    };
  }

  /** Describes the value for messages. */
  public static String described(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> "'" + value.getStringValue() + "'";
      case LIST_VALUE -> "[" + text(value) + "]";
      case NULL_VALUE, KIND_NOT_SET -> "null";
      case NUMBER_VALUE, BOOL_VALUE, STRUCT_VALUE -> text(value);
    };
  }

  private static String plain(double number) {
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      return Double.toString(number);
    }
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
