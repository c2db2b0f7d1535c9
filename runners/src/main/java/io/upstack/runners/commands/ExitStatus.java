package io.upstack.runners.commands;

import java.util.LinkedHashMap;
import java.util.Map;

/** The status numbers with which commands exit. */
public enum ExitStatus {
  DONE(0, "done"),
  /** The command tried its work and something went wrong, or a verification did not pass. */
  FAILED(1, "failed while working, or not as verified"),
  /**
   * The command tried nothing: the command line or something that it names has to be corrected
   * first.
   */
  BAD_INPUT(2, "the command line, the configuration or a file it names has to be put right"),
  /**
   * The JVM exits with this number by itself, because the launcher sets
   * -XX:+ExitOnOutOfMemoryError.
   */
  OUT_OF_MEMORY(3, "out of heap memory: UPSTACK_JAVA_OPTIONS=-Xmx8g gives more"),
  /** The command did its work, and a result meets the condition that it must not meet. */
  GATE(4, "a result of watch meets --fail-if");

  private final int code;
  private final String meaning;

  ExitStatus(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /** Returns the numbers and their meanings for the help of a command. */
  static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (ExitStatus status : values()) {
      meanings.put(String.valueOf(status.code), status.meaning);
    }
    meanings.put("128+N", "ended by signal N: 130 by Ctrl-C, 137 by kill -9, 143 by kill");
    return meanings;
  }
}
