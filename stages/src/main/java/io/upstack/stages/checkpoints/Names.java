package io.upstack.stages.checkpoints;

/** Names out of a file, fit for a message. */
final class Names {
  private static final int LONGEST = 200;

  private Names() {}

  /** Without control characters, and cut where it is too long to read. */
  static String printable(String name) {
    String cut = name.length() > LONGEST ? name.substring(0, LONGEST) + "..." : name;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
