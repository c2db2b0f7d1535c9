package io.upstack.stages.watch;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pattern of checkpoints, such as {@code runs/7/ema_0.9999_{step}.pt}.
 *
 * <p>The last part of the path is the pattern of the names of files; the folder is taken as it is
 * written. In the pattern, {@code {step}} is the number of the training step, {@code *} is any
 * characters and {@code ?} is one character. A pattern without {@code {step}} and with only one
 * {@code *} has the number there.
 */
public final class CheckpointPattern {
  private static final String STEP = "{step}";
  private static final String EXAMPLE = "such as ema_0.9999_{step}.pt";

  /** A limit for the time that a match takes, which grows with the power of this number. */
  private static final int MOST_WILDCARDS = 3;

  /** Larger numbers would not fit into a step. */
  private static final String DIGITS = "(?<step>[0-9]{1,18})";

  private final String written;
  private final String folder;
  private final String prefix;
  private final Pattern names;
  private final Optional<String> part;

  private CheckpointPattern(
      String written, String folder, String prefix, Pattern names, Optional<String> part) {
    this.written = written;
    this.folder = folder;
    this.prefix = prefix;
    this.names = names;
    this.part = part;
  }

  /**
   * Parses a pattern.
   *
   * @throws IllegalArgumentException saying what is wrong and what was expected
   */
  public static CheckpointPattern parse(String written) {
    int slash = written.lastIndexOf('/');
    String folder = slash < 0 ? "." : slash == 0 ? "/" : written.substring(0, slash);
    String last = written.substring(slash + 1);
    int mark = last.indexOf('#');
    String name = mark < 0 ? last : last.substring(0, mark);
    Optional<String> part = mark < 0 ? Optional.empty() : Optional.of(last.substring(mark + 1));
    if (name.isEmpty()) {
      throw problem(written, "the names of files in a folder, " + EXAMPLE);
    }
    if (part.filter(String::isBlank).isPresent()) {
      throw problem(written, "the name of a state dict after the '#'");
    }
    if (folder.contains(STEP) || folder.matches("(?s).*[*?].*")) {
      throw problem(
          written, "a folder without *, ? and {step}, which only the names of files may have");
    }
    return new CheckpointPattern(written, folder, literal(name), names(written, name), part);
  }

  private static Pattern names(String written, String name) {
    long wildcards = name.chars().filter(character -> character == '*').count();
    int first = name.indexOf(STEP);
    if (first != name.lastIndexOf(STEP)) {
      throw problem(written, "one {step}, the place of the training step");
    }
    if (first < 0 && wildcards != 1) {
      throw problem(written, "{step} where the training step is, " + EXAMPLE);
    }
    if (wildcards > MOST_WILDCARDS) {
      throw problem(written, "at most %d *".formatted(MOST_WILDCARDS));
    }
    StringBuilder expression = new StringBuilder();
    boolean afterWildcard = false;
    int at = 0;
    while (at < name.length()) {
      boolean isStep = name.startsWith(STEP, at) || (first < 0 && name.charAt(at) == '*');
      int length = name.startsWith(STEP, at) ? STEP.length() : 1;
      char character = name.charAt(at);
      boolean isWildcard = !isStep && (character == '*' || character == '?');
      if (isStep) {
        // Next to a wildcard, the number is taken whole.
        String after = at + length < name.length() ? name.substring(at + length) : "";
        expression
            .append(afterWildcard ? "(?<![0-9])" : "")
            .append(DIGITS)
            .append(after.startsWith("*") || after.startsWith("?") ? "(?![0-9])" : "");
      } else if (isWildcard) {
        expression.append(character == '*' ? ".*" : ".");
      } else {
        expression.append(Pattern.quote(String.valueOf(character)));
      }
      afterWildcard = isWildcard;
      at += length;
    }
    return Pattern.compile(expression.toString(), Pattern.DOTALL);
  }

  /** Returns what the names begin with, as far as the pattern says so. */
  private static String literal(String name) {
    int end = 0;
    while (end < name.length()
        && "*?".indexOf(name.charAt(end)) < 0
        && !name.startsWith(STEP, end)) {
      end++;
    }
    return name.substring(0, end);
  }

  private static IllegalArgumentException problem(String written, String expected) {
    return new IllegalArgumentException("expected %s, found \"%s\"".formatted(expected, written));
  }

  /** Returns the folder of the checkpoints: a path, or a {@code gs://} path. */
  public String folder() {
    return folder;
  }

  /** Returns what all names that match begin with. */
  public String prefix() {
    return prefix;
  }

  /** Returns the state dict to read from each checkpoint; empty for the only one that fits. */
  public Optional<String> part() {
    return part;
  }

  /** Returns the training step of the file of this name; empty if the name does not match. */
  public OptionalLong step(String name) {
    Matcher matcher = names.matcher(name);
    return matcher.matches()
        ? OptionalLong.of(Long.parseLong(matcher.group("step")))
        : OptionalLong.empty();
  }

  /** Returns the pattern as it was written. */
  @Override
  public String toString() {
    return written;
  }
}
