package io.upstack.stages.images;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Thrown when a location has no images that can be used, or has some that can't be used with the
 * others.
 */
public final class InvalidImagesException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_NAMED = 10;

  private final List<String> problems;

  InvalidImagesException(List<String> problems) {
    super(String.join("; ", named(problems)));
    this.problems = named(problems);
  }

  /**
   * Returns the problems. Each names the file and says what is wrong with it. There are at most 10,
   * followed by the number of others.
   */
  public List<String> problems() {
    return problems;
  }

  private static List<String> named(List<String> problems) {
    if (problems.size() <= MOST_NAMED) {
      return List.copyOf(problems);
    }
    List<String> named = new ArrayList<>(problems.subList(0, MOST_NAMED));
    named.add("%d more files can't be used".formatted(problems.size() - MOST_NAMED));
    return List.copyOf(named);
  }
}
