package io.upstack.stages.store;

import java.util.Arrays;
import java.util.Optional;

/** The rules for names of objects, the same in every store. */
final class ObjectName {
  private static final String EXPECTED = "names are relative paths such as samples/00012.npz";

  private ObjectName() {}

  static String check(String name) {
    problem(name)
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(
                  "object name '%s' is not valid: %s; %s".formatted(name, problem, EXPECTED));
            });
    return name;
  }

  static boolean isValid(String name) {
    return problem(name).isEmpty();
  }

  /** Checks the beginning of a name, or the empty string. */
  static String checkPrefix(String prefix) {
    problem(prefix + "x")
        .ifPresent(
            problem -> {
              throw new IllegalArgumentException(
                  "object prefix '%s' is not valid: %s; %s".formatted(prefix, problem, EXPECTED));
            });
    return prefix;
  }

  private static Optional<String> problem(String name) {
    if (name.isEmpty()) {
      return Optional.of("it is empty");
    }
    if (name.startsWith("/")) {
      return Optional.of("it begins with a slash");
    }
    if (name.chars()
        .anyMatch(character -> character == '\\' || Character.isISOControl(character))) {
      return Optional.of("it has a backslash or a control character");
    }
    return Arrays.stream(name.split("/", -1))
        .filter(part -> part.isEmpty() || part.startsWith("."))
        .findFirst()
        .map(
            part ->
                part.isEmpty()
                    ? "it has an empty part"
                    : "the part '%s' begins with a dot".formatted(part));
  }
}
