package io.upstack.stages.flags;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.upstack.stages.problems.Problems;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads one group of flags by name. A flag that cannot be read becomes a problem and counts as
 * absent, so that all problems are found at once. Flags that were never asked for are unknown: see
 * {@link #refuseOthers}.
 */
public final class FlagReader {
  private final String prefix;
  private final Map<String, Value> values;
  private final Problems problems;
  private final Set<String> asked = new HashSet<>();

  private FlagReader(String prefix, Struct flags, Problems problems) {
    this.prefix = prefix;
    this.values = flags.getFieldsMap();
    this.problems = problems;
  }

  public static FlagReader of(Struct flags, Problems problems) {
    return new FlagReader("", flags, problems);
  }

  /**
   * @param prefix what comes before the name of a flag in problems
   */
  static FlagReader of(String prefix, Struct flags, Problems problems) {
    return new FlagReader(prefix, flags, problems);
  }

  /**
   * Reads the flags that correspond to fields of a message into the message.
   *
   * @param other the name that a case may use for a field, if it is not the field's own name
   * @return the name that the case uses for each field, with the path to it
   */
  public Map<String, String> readInto(Message.Builder message, Map<String, String> other) {
    Map<String, String> places = new HashMap<>();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      String name = field.getName();
      String given = other.getOrDefault(name, name);
      if (!values.containsKey(given)) {
        given = name;
      }
      places.put(name, prefix + given);
      if (values.containsKey(given)) {
        set(message, field, given);
      }
    }
    return places;
  }

  private void set(Message.Builder message, FieldDescriptor field, String name) {
    switch (field.getJavaType()) {
      case INT -> {
        if (field.isRepeated()) {
          integers(name).forEach(number -> message.addRepeatedField(field, number));
        } else {
          optionalInteger(name).ifPresent(number -> message.setField(field, number));
        }
      }
      case DOUBLE -> {
        if (field.isRepeated()) {
          numbers(name).forEach(number -> message.addRepeatedField(field, number));
        } else {
          optionalNumber(name).ifPresent(number -> message.setField(field, number));
        }
      }
      case BOOLEAN -> optionalTruth(name).ifPresent(truth -> message.setField(field, truth));
      case STRING -> optionalText(name).ifPresent(text -> message.setField(field, text));
      case LONG, FLOAT, BYTE_STRING, ENUM, MESSAGE ->
          throw new IllegalArgumentException(field.getFullName() + " is not a flag");
    }
  }

  public OptionalInt optionalInteger(String name) {
    Optional<Integer> value =
        get(name, "a whole number", given -> FlagValues.number(given).flatMap(FlagReader::whole));
    return value.map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }

  /** Returns a number of at least 1. */
  public int positive(String name, int fallback) {
    int value = optionalInteger(name).orElse(fallback);
    if (value < 1) {
      problem(name, "is %d, expected at least 1".formatted(value));
      return fallback;
    }
    return value;
  }

  public OptionalDouble optionalNumber(String name) {
    Optional<Double> value = get(name, "a number", FlagValues::number);
    return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }

  public Optional<Boolean> optionalTruth(String name) {
    return get(name, "true or false", FlagValues::truth);
  }

  private List<Double> numbers(String name) {
    return get(name, "a list of numbers", FlagValues::numbers).orElse(List.of());
  }

  private List<Integer> integers(String name) {
    return get(
            name,
            "a list of whole numbers",
            value ->
                FlagValues.numbers(value)
                    .filter(
                        numbers -> numbers.stream().allMatch(number -> whole(number).isPresent()))
                    .map(numbers -> numbers.stream().map(Double::intValue).toList()))
        .orElse(List.of());
  }

  /** Returns whether the flag is an empty list, which is not the same as no list. */
  public boolean isEmptyList(String name) {
    Value value = values.getOrDefault(name, Value.getDefaultInstance());
    return value.hasListValue() && value.getListValue().getValuesCount() == 0;
  }

  /** Returns text, or a number or list in the form of a command line. */
  Optional<String> optionalText(String name) {
    return get(name, "text", value -> Optional.of(FlagValues.text(value)));
  }

  /** Returns a group of flags inside this one. */
  public Optional<FlagReader> section(String name) {
    return get(name, "a group of flags", value -> structure(prefix + name, value));
  }

  /**
   * Returns a required group of flags. If it is missing, that is a problem, and an empty group
   * takes its place.
   */
  public FlagReader requiredSection(String name) {
    if (!values.containsKey(name)) {
      problem(name, "is missing, expected a group of flags");
    }
    return section(name)
        .orElseGet(() -> new FlagReader("", Struct.getDefaultInstance(), new Problems()));
  }

  /** Returns a required list of groups of flags. */
  public List<FlagReader> sections(String name) {
    asked.add(name);
    List<Value> given =
        values.getOrDefault(name, Value.getDefaultInstance()).getListValue().getValuesList();
    if (given.isEmpty()) {
      problem(name, "is not a list of groups of flags");
    }
    List<FlagReader> sections = new ArrayList<>();
    for (Value value : given) {
      String path = "%s%s[%d]".formatted(prefix, name, sections.size());
      sections.add(new FlagReader(path + ".", value.getStructValue(), problems));
    }
    return List.copyOf(sections);
  }

  /** Returns the shapes of tensors by their names, which are required. */
  public Map<String, List<Long>> shapes(String name) {
    asked.add(name);
    Map<String, Value> given =
        values.getOrDefault(name, Value.getDefaultInstance()).getStructValue().getFieldsMap();
    if (given.isEmpty()) {
      problem(name, "is not a group of shapes by names of tensors");
    }
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    given.forEach(
        (tensor, value) ->
            FlagValues.shape(value)
                .ifPresentOrElse(
                    shape -> shapes.put(tensor, shape),
                    () ->
                        problem(
                            name + "." + tensor,
                            "is %s, expected a list of sizes"
                                .formatted(FlagValues.described(value)))));
    return shapes;
  }

  /** Ignores flags that do not change what is computed. */
  public void ignore(String... names) {
    asked.addAll(List.of(names));
  }

  /**
   * Reports every flag that was not asked for as a problem, because it may change the arithmetic.
   */
  public void refuseOthers() {
    values.keySet().stream()
        .filter(name -> !asked.contains(name))
        .sorted()
        .forEach(name -> problem(name, "is a flag that this version does not know"));
  }

  public void problem(String name, String what) {
    problems.add(prefix + name, what);
  }

  public Problems problems() {
    return problems;
  }

  private <T> Optional<T> get(
      String name, String expected, Function<Value, Optional<T>> interpretation) {
    asked.add(name);
    Value value = values.get(name);
    if (value == null || FlagValues.isAbsent(value)) {
      return Optional.empty();
    }
    Optional<T> interpreted = interpretation.apply(value);
    if (interpreted.isEmpty()) {
      problem(name, "is %s, expected %s".formatted(FlagValues.described(value), expected));
    }
    return interpreted;
  }

  private Optional<FlagReader> structure(String path, Value value) {
    return value.hasStructValue()
        ? Optional.of(new FlagReader(path + ".", value.getStructValue(), problems))
        : Optional.empty();
  }

  private static Optional<Integer> whole(double number) {
    return number == Math.rint(number) && Math.abs(number) <= Integer.MAX_VALUE
        ? Optional.of((int) number)
        : Optional.empty();
  }
}
