package io.upstack.stages.configuration;

/** Splits text format into tokens, as the protobuf parser does. */
final class Tokenizer {
  private static final String SPACE = " \t\n\u000B\f\r";

  private final String text;
  private int position;

  Tokenizer(String text) {
    this(text, 0);
  }

  Tokenizer(String text, int start) {
    this.text = text;
    this.position = start;
  }

  Token next() {
    skipSpaceAndComments();
    if (position == text.length()) {
      return new Token(Token.Kind.END, position, "");
    }
    char first = text.charAt(position);
    if (first == '"' || first == '\'') {
      return quoted(first);
    }
    if (isWord(first) && first != '.') {
      return word();
    }
    if (first == '.' && position + 1 < text.length() && isDigit(text.charAt(position + 1))) {
      return word();
    }
    return token(Token.Kind.SYMBOL, position + Character.charCount(text.codePointAt(position)));
  }

  private void skipSpaceAndComments() {
    while (position < text.length()) {
      if (text.charAt(position) == '#') {
        int lineEnd = text.indexOf('\n', position);
        position = lineEnd < 0 ? text.length() : lineEnd;
      } else if (SPACE.indexOf(text.charAt(position)) >= 0) {
        position++;
      } else {
        return;
      }
    }
  }

  private Token quoted(char quote) {
    for (int end = position + 1; end < text.length(); end++) {
      char character = text.charAt(end);
      if (character == quote) {
        return token(Token.Kind.QUOTED, end + 1);
      }
      if (character == '\n') {
        return token(Token.Kind.UNCLOSED, end);
      }
      if (character == '\\') {
        end++;
      }
    }
    return token(Token.Kind.UNCLOSED, text.length());
  }

  private Token word() {
    boolean number = !isLetter(text.charAt(position));
    int end = position + 1;
    while (end < text.length() && isWord(text.charAt(end)) && (number || text.charAt(end) != '.')) {
      end++;
    }
    return token(Token.Kind.WORD, end);
  }

  private Token token(Token.Kind kind, int end) {
    Token token = new Token(kind, position, text.substring(position, end));
    position = end;
    return token;
  }

  private static boolean isWord(char character) {
    return isLetter(character) || isDigit(character) || "+-.".indexOf(character) >= 0;
  }

  private static boolean isLetter(char character) {
    return (character >= 'a' && character <= 'z')
        || (character >= 'A' && character <= 'Z')
        || character == '_';
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }
}
