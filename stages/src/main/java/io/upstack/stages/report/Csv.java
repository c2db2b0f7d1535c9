package io.upstack.stages.report;

import io.upstack.stages.problems.Printable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes lines of comma-separated values. Lines end in CRLF, and fields are quoted where RFC 4180
 * requires it.
 */
public final class Csv {
  /** The first characters of formulas, in ASCII and as full-width characters. */
  private static final String FORMULAS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

  private Csv() {}

  public static String line(List<String> fields) {
    return fields.stream().map(Csv::quoted).collect(Collectors.joining(",")) + "\r\n";
  }

  /**
   * Makes text from a user or a file safe for a cell: spreadsheets take cells that begin with
   * certain characters for formulas, unless an apostrophe precedes them, and control characters do
   * not belong in a cell.
   */
  public static String text(String text) {
    boolean isFormula = !text.isEmpty() && FORMULAS.indexOf(text.charAt(0)) >= 0;
    return (isFormula ? "'" : "") + Printable.lines(text);
  }

  private static String quoted(String field) {
    boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
    return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
  }
}
