package io.upstack.stages.configuration;

import io.upstack.stages.problems.Problems;
import java.util.Collection;

/** Checks the fields of one message and reports them by their full paths. */
record FieldRules(String messagePath, Problems problems) {

  FieldRules within(String message) {
    return new FieldRules(path(message), problems);
  }

  String path(String field) {
    return FieldPaths.join(messagePath, field);
  }

  void report(String field, String what) {
    problems.add(path(field), what);
  }

  /** Reports a value that is not what was expected. */
  void expected(String field, String expected, Object found) {
    report(field, "expected " + expected + ", found " + found);
  }

  /**
   * Returns whether the value is large enough, so that rules that depend on it can be checked. If
   * it is not, reports it.
   */
  boolean atLeast(String field, long least, long value) {
    if (value < least) {
      expected(field, "at least " + least, value);
    }
    return value >= least;
  }

  /** Reports a value that is too large. */
  void atMost(String field, long most, long value) {
    if (value > most) {
      expected(field, "at most " + most, value);
    }
  }

  void oneOf(String field, Collection<String> choices, String value) {
    if (!choices.contains(value)) {
      expected(field, "one of " + String.join(", ", choices), ExpectedValue.quoted(value));
    }
  }

  /** Returns whether a required message or file is present. If it is not, reports it. */
  boolean present(String field, boolean isPresent) {
    if (!isPresent) {
      report(field, "is missing");
    }
    return isPresent;
  }
}
