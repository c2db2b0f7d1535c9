package io.upstack.stages.checkpoints;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names out of a file, fit for a message. */
final class Names {
  private static final int LONGEST = 200;

  private static final int LISTED = 50;

  private Names() {}

  /** Without control characters, and cut where it is too long to read. */
  static String printable(String name) {
    String cut = name.length() > LONGEST ? name.substring(0, LONGEST) + "..." : name;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }

  /** Joined, and cut where there are too many to read. */
  static String listed(Collection<String> items, String separator) {
    String listed = items.stream().limit(LISTED).collect(Collectors.joining(separator));
    return items.size() > LISTED
        ? "%s and %d more".formatted(listed, items.size() - LISTED)
        : listed;
  }
}
