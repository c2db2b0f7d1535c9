package io.upstack.stages.configuration;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Reads token after token, up to the first that does not fit. */
final class TokenReader {
  private final Tokenizer tokenizer;
  private Token token;
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
    return read;
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
    } while (!closers.isEmpty());
  }

  /** Keeps the first failure; nothing that is read after it means anything. */
  void fail(String expected) {
    if (fault.isEmpty()) {
      String what =
          token.kind() == Token.Kind.UNCLOSED
              ? "the text " + token.described() + " does not end on its line"
              : expected + ", found " + token.described();
      fault = Optional.of(new TextFault(token.start(), what));
    }
  }

  boolean failed() {
    return fault.isPresent();
  }

  Optional<TextFault> fault() {
    return fault;
  }
}
