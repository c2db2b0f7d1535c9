package io.upstack.stages.report;

/** Text for LaTeX. */
public final class Latex {
  private Latex() {}

  /** Returns the text with its special characters escaped. */
  public static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            character -> {
              switch (character) {
                case '\\' -> escaped.append("\\textbackslash{}");
                case '~' -> escaped.append("\\textasciitilde{}");
                case '^' -> escaped.append("\\textasciicircum{}");
                case '&', '%', '$', '#', '_', '{', '}' ->
                    escaped.append('\\').appendCodePoint(character);
                default -> escaped.appendCodePoint(character);
              }
            });
    return escaped.toString();
  }
}
