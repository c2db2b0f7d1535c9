package io.upstack.runners.commands;

import java.util.LinkedHashMap;
import java.util.Map;

/** The numbers by which the shell learns how a command has ended. */
public enum ExitStatus {
  DONE(0, "done"),
  /** It was tried, and something went wrong, or what was verified is not so. */
  FAILED(1, "failed while working, or not as verified"),
  /** Nothing was tried: the command line or what it names has to be put right first. */
  BAD_INPUT(2, "the command line, the configuration or a file it names has to be put right"),
  /** The JVM ends itself so, by -XX:+ExitOnOutOfMemoryError of the launcher. */
  OUT_OF_MEMORY(3, "out of heap memory: UPSTACK_JAVA_OPTIONS=-Xmx8g gives more");

  private final int code;
  private final String meaning;

  ExitStatus(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  public int code() {
    return code;
  }

  /** All of them for a command's help: the number, and what it means. */
  static Map<String, String> meanings() {
    Map<String, String> meanings = new LinkedHashMap<>();
    for (ExitStatus status : values()) {
      meanings.put(String.valueOf(status.code), status.meaning);
    }
    meanings.put("128+N", "ended by signal N: 130 by Ctrl-C, 137 by kill -9, 143 by kill");
    return meanings;
  }
}
