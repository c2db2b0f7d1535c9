package io.upstack.stages.problems;

import java.util.List;

/**
 * Reports user input that cannot be processed. The message is a heading with the number of
 * problems, followed by each problem on a line of its own, in the order in which they were found.
 */
public final class InvalidInputException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final List<String> problems;

  InvalidInputException(String subject, List<String> problems) {
    super(message(Printable.line(subject), problems));
    this.problems = List.copyOf(problems);
  }

  /** Reports a single problem in the form in which {@link Problems} reports several. */
  public static InvalidInputException of(String subject, String where, String what) {
    return new InvalidInputException(subject, List.of(Printable.line(where + ": " + what)));
  }

  /** Returns each problem as {@code where: what}. */
  public List<String> problems() {
    return problems;
  }

  private static String message(String subject, List<String> problems) {
    String noun = problems.size() == 1 ? "problem" : "problems";
    String heading = problems.size() + " " + noun + " in " + subject + ":";
    return heading + "\n  " + String.join("\n  ", problems);
  }
}
