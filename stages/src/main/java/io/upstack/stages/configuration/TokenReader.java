package io.upstack.stages.configuration;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Reads tokens one after another, up to the first that does not fit. */
final class TokenReader {
  /**
   * The maximum number of open brackets. A configuration needs six, and the depth of recursive
   * readers must be limited.
   */
  static final int MOST_OPEN = 100;

  /**
   * The length of the longest word accepted, far more than a number or the name of a field has. The
   * time to read a number grows with the square of its length.
   */
  static final int LONGEST_WORD = 1000;

  private final Tokenizer tokenizer;
  private Token token;
  private int open;
  private int previousEnd;
  private Optional<TextFault> fault = Optional.empty();

  TokenReader(String text) {
    tokenizer = new Tokenizer(text);
    token = tokenizer.next();
  }

  Token peek() {
    return token;
  }

  Token next() {
    Token read = token;
    previousEnd = read.end();
    token = tokenizer.next();
    bound(read);
    return read;
  }

  private void bound(Token read) {
    open += read.opens() ? 1 : read.closes() ? -1 : 0;
    if (open > MOST_OPEN) {
      failAt(
          read,
          "%s is within %d open brackets, expected fewer than %d"
              .formatted(read.described(), MOST_OPEN, MOST_OPEN));
    }
    if (read.kind() == Token.Kind.WORD && read.text().length() > LONGEST_WORD) {
      failAt(
          read,
          "%s has %d characters, expected a name or a number of at most %d"
              .formatted(read.described(), read.text().length(), LONGEST_WORD));
    }
  }

  boolean atEnd() {
    return token.kind() == Token.Kind.END;
  }

  /** Returns the offset after the last token that was read. */
  int previousEnd() {
    return previousEnd;
  }

  /** Reads the symbol if it comes next, and returns whether it did. */
  boolean skip(String symbol) {
    boolean comes = token.is(symbol);
    if (comes) {
      next();
    }
    return comes;
  }

  /** Reads any value: a word, adjacent quoted texts, or anything in brackets. */
  void skipValue() {
    if (token.opens()) {
      skipBracketed();
    } else if (token.kind() == Token.Kind.QUOTED) {
      skipQuoted();
    } else if (token.kind() == Token.Kind.WORD) {
      next();
    } else {
      fail("expected a value");
    }
  }

  private void skipQuoted() {
    while (token.kind() == Token.Kind.QUOTED) {
      next();
    }
  }

  private void skipBracketed() {
    Deque<String> closers = new ArrayDeque<>();
    do {
      boolean unclosed = atEnd() || token.kind() == Token.Kind.UNCLOSED;
      if (unclosed || (token.closes() && !token.is(closers.getFirst()))) {
        fail("expected \"" + closers.getFirst() + "\"");
        return;
      }
      if (token.opens()) {
        closers.push(token.closer());
      } else if (token.closes()) {
        closers.pop();
      }
      next();
    } while (!closers.isEmpty() && !failed());
  }

  /** Records the first failure. Everything that is read after it is meaningless. */
  void fail(String expected) {
    failAt(
        token,
        token.kind() == Token.Kind.UNCLOSED
            ? "the text " + token.described() + " does not end on its line"
            : expected + ", found " + token.described());
  }

  private void failAt(Token where, String what) {
    if (fault.isEmpty()) {
      fault = Optional.of(new TextFault(where.start(), what));
    }
  }

  boolean failed() {
    return fault.isPresent();
  }

  Optional<TextFault> fault() {
    return fault;
  }
}
