package io.upstack.stages.problems;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Makes text from files safe for a terminal, a log or a message. Characters that could move the
 * cursor, color the screen, forge a line or reverse the order of letters are written as escapes:
 * {@code \n}, {@code \t}, or {@code \u001b} and the like. Text without such characters does not
 * change, and neither does text that is already escaped.
 */
public final class Printable {
  /** The maximum number of characters of a name. More would not help a reader. */
  private static final int LONGEST_NAME = 200;

  /** The maximum number of items of a list in a message. */
  private static final int LISTED = 50;

  private Printable() {}

  /** Escapes text for a single line, including its line breaks. */
  public static String line(String text) {
    return escaped(text, false);
  }

  /** Escapes as {@link #line} does, but keeps line breaks and tabs. */
  public static String lines(String text) {
    return escaped(text, true);
  }

  /** Escapes as {@link #line} does, and cuts a name that is too long to read. */
  public static String name(String name) {
    return cut(name, LONGEST_NAME);
  }

  /**
   * Escapes as {@link #line} does, but at most the first {@code longest} characters of the text.
   */
  public static String cut(String text, int longest) {
    return text.length() > longest ? line(text.substring(0, longest)) + "..." : line(text);
  }

  /** Joins items, and cuts the list if there are too many to read. */
  public static String listed(Collection<String> items, String separator) {
    String listed = items.stream().limit(LISTED).collect(Collectors.joining(separator));
    return items.size() > LISTED
        ? "%s and %d more".formatted(listed, items.size() - LISTED)
        : listed;
  }

  private static String escaped(String text, boolean isOfLines) {
    if (text.codePoints().noneMatch(code -> isEscaped(code, isOfLines))) {
      return text;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            code -> {
              if (isEscaped(code, isOfLines)) {
                escaped.append(escape(code));
              } else {
                escaped.appendCodePoint(code);
              }
            });
    return escaped.toString();
  }

  private static boolean isEscaped(int code, boolean isOfLines) {
    return switch (Character.getType(code)) {
      case Character.CONTROL -> !isOfLines || (code != '\n' && code != '\t');
      // Joiners are needed to write words of some languages, and emoji.
      case Character.FORMAT -> code != 0x200c && code != 0x200d;
      case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE -> true;
      default -> false;
    };
  }

  private static String escape(int code) {
    return switch (code) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> Character.isBmpCodePoint(code) ? hex("\\u", code, 4) : hex("\\U", code, 8);
    };
  }

  private static String hex(String prefix, int code, int digits) {
    String hex = Integer.toHexString(code);
    return prefix + "0".repeat(digits - hex.length()) + hex;
  }
}
