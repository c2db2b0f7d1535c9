package io.upstack.stages.report;

/** Plain text, which is escaped so that any character in it appears literally. */
public record HtmlText(String text) implements HtmlNode {
  @Override
  public void appendTo(StringBuilder page) {
    page.append(escaped(text));
  }

  /** Escapes text for use between tags and within double quotes. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints().forEach(character -> append(escaped, character));
    return escaped.toString();
  }

  private static void append(StringBuilder escaped, int character) {
    switch (character) {
      case '&' -> escaped.append("&amp;");
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      case '"' -> escaped.append("&quot;");
      case '\'' -> escaped.append("&#39;");
      default -> escaped.appendCodePoint(isAllowed(character) ? character : '\uFFFD');
    }
  }

  /** Returns whether XML 1.0, section 2.2, allows the character. */
  private static boolean isAllowed(int character) {
    if (character < 0x20) {
      return character == '\t' || character == '\n' || character == '\r';
    }
    return !(character >= 0xD800 && character <= 0xDFFF)
        && character != 0xFFFE
        && character != 0xFFFF;
  }
}
