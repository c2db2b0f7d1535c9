package io.upstack.stages.configuration;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Reads token after token, up to the first that does not fit. */
final class TokenReader {
  /** A configuration needs six; readers that go down with the brackets have to end somewhere. */
  static final int MOST_OPEN = 100;

  /** Far more than a number or the name of a field has: reading a number takes its square. */
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

  /** Offset after the token that was read last. */
  int previousEnd() {
    return previousEnd;
  }

  /** Reads the symbol if it comes next, and says whether it did. */
  boolean skip(String symbol) {
    boolean comes = token.is(symbol);
    if (comes) {
      next();
    }
    return comes;
  }

  /** Reads a value whatever it is: a word, adjacent quoted texts, or anything in brackets. */
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

  /** Keeps the first failure; nothing that is read after it means anything. */
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
