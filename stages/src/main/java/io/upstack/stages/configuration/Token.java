package io.upstack.stages.configuration;

/**
 * A token of text format.
 *
 * @param start the offset of its first character
 * @param text the token as written, including quotes; empty at the end
 */
record Token(Kind kind, int start, String text) {
  enum Kind {
    /** A field's name, a number or another bare value. */
    WORD,
    QUOTED,
    /** A quoted text that does not end on its line. */
    UNCLOSED,
    SYMBOL,
    END
  }

  int end() {
    return start + text.length();
  }

  boolean is(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  boolean opensMessage() {
    return is("{") || is("<");
  }

  boolean opens() {
    return opensMessage() || is("[");
  }

  /** Returns the symbol that closes the message or list that this symbol opens. */
  String closer() {
    return switch (text) {
      case "{" -> "}";
      case "<" -> ">";
      case "[" -> "]";
      default -> throw new IllegalStateException(text + " opens nothing");
    };
  }

  boolean closes() {
    return is("}") || is(">") || is("]");
  }

  boolean separates() {
    return is(",") || is(";");
  }

  /** Returns the description of the token for messages. */
  String described() {
    return kind == Kind.END ? "the end" : ExpectedValue.quoted(text);
  }
}
