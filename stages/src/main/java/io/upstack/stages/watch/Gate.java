package io.upstack.stages.watch;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A condition over the metrics of a result, such as {@code fid > best + 0.5 or recall < 0.3}.
 *
 * <p>The grammar, from the weakest binding to the strongest:
 *
 * <pre>
 * condition  = conjunction { "or" conjunction }
 * conjunction = negation { "and" negation }
 * negation   = "not" negation | comparison | "(" condition ")"
 * comparison = sum ( "&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "==" | "!=" ) sum
 * sum        = product { ( "+" | "-" ) product }
 * product    = factor { ( "*" | "/" ) factor }
 * factor     = NUMBER | METRIC [ ".best" | ".previous" ] | "best" | "previous" | "-" factor | "(" sum ")"
 * </pre>
 *
 * <p>{@code best} and {@code previous} belong to the first metric of their comparison. A comparison
 * with a value that does not exist, such as {@code best} for the first checkpoint, does not hold,
 * and neither does its negation.
 */
public final class Gate {
  /** The metrics that a condition may name, and whether a smaller value is a better one. */
  public enum Metric {
    FID(true),
    SFID(true),
    INCEPTION_SCORE(false),
    PRECISION(false),
    RECALL(false),
    KID(true),
    DENSITY(false),
    COVERAGE(false),
    FID_INFINITY(true);

    private final boolean smallerIsBetter;

    Metric(boolean smallerIsBetter) {
      this.smallerIsBetter = smallerIsBetter;
    }

    /** Returns the name that conditions and options use. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    public boolean isSmallerBetter() {
      return smallerIsBetter;
    }

    /** Returns the metric of this name. */
    public static Optional<Metric> of(String label) {
      for (Metric metric : values()) {
        if (metric.label().equals(label)) {
          return Optional.of(metric);
        }
      }
      return Optional.empty();
    }
  }

  /** Which checkpoint a value is of. */
  public enum Of {
    /** The checkpoint that has just been evaluated. */
    THIS,
    /** The best one among those that were evaluated before it. */
    BEST,
    /** The one with the next smaller step. */
    PREVIOUS
  }

  /** The values that a condition is about. */
  public interface Values {
    /** Returns a value; empty if it does not exist. */
    Optional<Double> value(Metric metric, Of of);
  }

  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s*+(?:(?<number>[0-9]++(?:\\.[0-9]*+)?+(?:[eE][+-]?[0-9]++)?+|\\.[0-9]++)"
              + "|(?<name>[A-Za-z_][A-Za-z_0-9]*+(?:\\.[A-Za-z_]++)?+)"
              + "|(?<sign><=|>=|==|!=|[-+*/<>()])|(?<end>$)|(?<other>.))",
          Pattern.DOTALL);

  /** A limit for the depth of parentheses and signs, which the parser descends into. */
  private static final int DEEPEST = 100;

  private static final int LONGEST = 2000;

  private final String written;
  private final Function<Values, Optional<Boolean>> condition;

  private Gate(String written, Function<Values, Optional<Boolean>> condition) {
    this.written = written;
    this.condition = condition;
  }

  /**
   * Parses a condition.
   *
   * @throws IllegalArgumentException saying what is wrong, where, and what was expected
   */
  public static Gate parse(String written) {
    if (written.length() > LONGEST) {
      throw new IllegalArgumentException(
          "expected at most %d characters, found %d".formatted(LONGEST, written.length()));
    }
    return new Gate(written, new Parser(written).whole());
  }

  /** Returns whether the values meet the condition. */
  public boolean isMet(Values values) {
    return condition.apply(values).orElse(false);
  }

  /** Returns the condition as it was written. */
  @Override
  public String toString() {
    return written;
  }

  private enum Kind {
    NUMBER,
    NAME,
    SIGN,
    END,
    OTHER
  }

  /**
   * @param column the number of the token's first character, from 1
   */
  private record Token(Kind kind, String text, int column) {}

  /** A number, which may be missing. */
  private interface Term extends Function<Values, Optional<Double>> {}

  /** A descent through the grammar. */
  private static final class Parser {
    private final List<Token> tokens;
    private int next;
    private int depth;

    /** The metric that {@code best} and {@code previous} are of; null before there is one. */
    private Optional<Metric> subject = Optional.empty();

    Parser(String text) {
      tokens = tokens(text);
    }

    private static List<Token> tokens(String text) {
      List<Token> tokens = new ArrayList<>();
      Matcher matcher = TOKEN.matcher(text);
      while (matcher.lookingAt()) {
        for (Kind kind : Kind.values()) {
          String group = kind.name().toLowerCase(Locale.ROOT);
          if (matcher.group(group) != null) {
            tokens.add(new Token(kind, matcher.group(group), matcher.start(group) + 1));
          }
        }
        if (tokens.get(tokens.size() - 1).kind() == Kind.END) {
          break;
        }
        matcher.region(matcher.end(), text.length());
      }
      return tokens;
    }

    Function<Values, Optional<Boolean>> whole() {
      Function<Values, Optional<Boolean>> condition = condition();
      if (token().kind() != Kind.END) {
        throw expected("and, or, or the end");
      }
      return condition;
    }

    private Function<Values, Optional<Boolean>> condition() {
      Function<Values, Optional<Boolean>> left = conjunction();
      while (take("or")) {
        Function<Values, Optional<Boolean>> first = left;
        Function<Values, Optional<Boolean>> second = conjunction();
        left = values -> joined(first.apply(values), second.apply(values), Boolean.TRUE);
      }
      return left;
    }

    private Function<Values, Optional<Boolean>> conjunction() {
      Function<Values, Optional<Boolean>> left = negation();
      while (take("and")) {
        Function<Values, Optional<Boolean>> first = left;
        Function<Values, Optional<Boolean>> second = negation();
        left = values -> joined(first.apply(values), second.apply(values), Boolean.FALSE);
      }
      return left;
    }

    /**
     * Joins two truths of which either may be unknown.
     *
     * @param decisive the truth that decides alone: true for "or", false for "and"
     */
    private static Optional<Boolean> joined(
        Optional<Boolean> first, Optional<Boolean> second, Boolean decisive) {
      if (first.equals(Optional.of(decisive)) || second.equals(Optional.of(decisive))) {
        return Optional.of(decisive);
      }
      return first.isPresent() && second.isPresent() ? Optional.of(!decisive) : Optional.empty();
    }

    private Function<Values, Optional<Boolean>> negation() {
      deeper();
      try {
        if (take("not")) {
          Function<Values, Optional<Boolean>> inner = negation();
          return values -> inner.apply(values).map(truth -> !truth);
        }
        if (isCondition()) {
          take("(");
          Function<Values, Optional<Boolean>> inner = condition();
          require(")");
          return inner;
        }
        return comparison();
      } finally {
        depth--;
      }
    }

    /** Returns whether the parentheses that open here hold a condition, and not a number. */
    private boolean isCondition() {
      if (!token().text().equals("(")) {
        return false;
      }
      int open = 0;
      for (int at = next; at < tokens.size(); at++) {
        String text = tokens.get(at).text();
        if (text.equals("(")) {
          open++;
        } else if (text.equals(")") && --open == 0) {
          return false;
        } else if (text.matches("<|<=|>|>=|==|!=|and|or|not")) {
          return true;
        }
      }
      return false;
    }

    private Function<Values, Optional<Boolean>> comparison() {
      int start = next;
      subject = Optional.empty();
      for (int at = next; subject.isEmpty() && at < tokens.size(); at++) {
        Token token = tokens.get(at);
        if (token.text().matches("and|or|not")) {
          break;
        }
        subject = token.kind() == Kind.NAME ? Metric.of(token.text().split("\\.")[0]) : subject;
      }
      Term left = sum();
      Token sign = token();
      if (!sign.text().matches("<|<=|>|>=|==|!=")) {
        throw expected("a comparison (<, <=, >, >=, ==, !=)");
      }
      next++;
      Term right = sum();
      if (token().text().matches("<|<=|>|>=|==|!=")) {
        throw expected("and, or, or the end: a comparison has two sides");
      }
      if (subject.isEmpty()) {
        throw new IllegalArgumentException(
            "expected a metric in the comparison at character %d (%s)"
                .formatted(tokens.get(start).column(), metrics()));
      }
      return values -> {
        Optional<Double> first = left.apply(values);
        Optional<Double> second = right.apply(values);
        return first.isPresent() && second.isPresent()
            ? Optional.of(holds(sign.text(), first.get(), second.get()))
            : Optional.empty();
      };
    }

    private static boolean holds(String sign, double left, double right) {
      return switch (sign) {
        case "<" -> left < right;
        case "<=" -> left <= right;
        case ">" -> left > right;
        case ">=" -> left >= right;
        case "==" -> left == right;
        case "!=" -> left != right;
        default -> throw new IllegalStateException(sign);
      };
    }

    private Term sum() {
      Term left = product();
      while (token().text().equals("+") || token().text().equals("-")) {
        double factor = take("+") ? 1 : -1;
        if (factor < 0) {
          next++;
        }
        Term first = left;
        Term second = product();
        left =
            values ->
                first
                    .apply(values)
                    .flatMap(value -> second.apply(values).map(other -> value + factor * other));
      }
      return left;
    }

    private Term product() {
      Term left = factor();
      while (token().text().equals("*") || token().text().equals("/")) {
        boolean divides = !take("*");
        if (divides) {
          next++;
        }
        Term first = left;
        Term second = factor();
        left =
            values ->
                first
                    .apply(values)
                    .flatMap(
                        value ->
                            second
                                .apply(values)
                                .map(other -> divides ? value / other : value * other));
      }
      return left;
    }

    private Term factor() {
      deeper();
      try {
        Token token = token();
        if (token.kind() == Kind.NUMBER) {
          next++;
          double number = Double.parseDouble(token.text());
          return values -> Optional.of(number);
        }
        if (take("-")) {
          Term inner = factor();
          return values -> inner.apply(values).map(value -> -value);
        }
        if (take("(")) {
          Term inner = sum();
          require(")");
          return inner;
        }
        if (token.kind() == Kind.NAME && !token.text().matches("and|or|not")) {
          next++;
          return named(token);
        }
        throw expected("a number or a metric (%s)".formatted(metrics()));
      } finally {
        depth--;
      }
    }

    private Term named(Token token) {
      Optional<Of> other = other(token.text());
      if (other.isPresent()) {
        if (subject.isEmpty()) {
          throw new IllegalArgumentException(
              "expected a metric in the comparison of '%s' at character %d (%s)"
                  .formatted(token.text(), token.column(), metrics()));
        }
        Metric metric = subject.get();
        return values -> values.value(metric, other.get());
      }
      int dot = token.text().indexOf('.');
      String name = dot < 0 ? token.text() : token.text().substring(0, dot);
      Optional<Metric> metric = Metric.of(name);
      Optional<Of> of = dot < 0 ? Optional.of(Of.THIS) : other(token.text().substring(dot + 1));
      if (metric.isEmpty() || of.isEmpty()) {
        throw new IllegalArgumentException(
            "'%s' at character %d is not a metric: expected one of %s, best, previous, or a metric"
                    .formatted(token.text(), token.column(), metrics())
                + " with .best or .previous");
      }
      return values -> values.value(metric.get(), of.get());
    }

    private static Optional<Of> other(String name) {
      return switch (name) {
        case "best" -> Optional.of(Of.BEST);
        case "previous" -> Optional.of(Of.PREVIOUS);
        default -> Optional.empty();
      };
    }

    private static String metrics() {
      return List.of(Metric.values()).stream().map(Metric::label).collect(joining(", "));
    }

    private void deeper() {
      if (++depth > DEEPEST) {
        throw new IllegalArgumentException(
            "expected at most %d levels of parentheses and signs".formatted(DEEPEST));
      }
    }

    private Token token() {
      return tokens.get(next);
    }

    private boolean take(String text) {
      boolean isThere = token().kind() != Kind.END && token().text().equals(text);
      next += isThere ? 1 : 0;
      return isThere;
    }

    private void require(String text) {
      if (!take(text)) {
        throw expected("'%s'".formatted(text));
      }
    }

    private IllegalArgumentException expected(String what) {
      Token token = token();
      return new IllegalArgumentException(
          token.kind() == Kind.END
              ? "expected %s, found the end".formatted(what)
              : "expected %s, found '%s' at character %d"
                  .formatted(what, token.text(), token.column()));
    }
  }
}
