package io.upstack.stages.images;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A place holds no images that can be used, or some that can't be used with the others. */
public final class InvalidImagesException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int MOST_NAMED = 10;

  private final List<String> problems;

  InvalidImagesException(List<String> problems) {
    super(String.join("; ", named(problems)));
    this.problems = named(problems);
  }

  /**
   * Each names the file and says what is wrong with it. At most 10, and how many more there are.
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
