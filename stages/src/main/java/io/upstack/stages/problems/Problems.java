package io.upstack.stages.problems;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/** Collects problems in user input. Not safe for use by more than one thread. */
public final class Problems {
  private final List<String> problems = new ArrayList<>();

  /**
   * Adds a problem. Control characters and line breaks in it are escaped as by {@link
   * Printable#line}, so that a problem stays on one line, whatever it quotes from a file.
   *
   * @param where a field's full path, a position in a file, or the name of a file
   * @param what what is wrong there, and what would be right
   */
  public void add(String where, String what) {
    requireNonNull(where, "where");
    requireNonNull(what, "what");
    problems.add(Printable.line(where + ": " + what));
  }

  public void addAll(Problems others) {
    problems.addAll(others.list());
  }

  /** Adds the problems that another part of the program found and threw. */
  public void addAll(InvalidInputException exception) {
    problems.addAll(exception.problems());
  }

  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /** Returns each problem as {@code where: what}, in the order in which they were added. */
  public List<String> list() {
    return List.copyOf(problems);
  }

  /**
   * Ends the collection. It returns only if there are no problems.
   *
   * @param subject completes the heading "2 problems in ...", such as "the configuration"
   * @throws InvalidInputException with all problems, unless there are none
   */
  public void throwIfAny(String subject) {
    if (!problems.isEmpty()) {
      throw new InvalidInputException(subject, problems);
    }
  }
}
