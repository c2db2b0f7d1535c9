package io.upstack.runners.commands;

/** What the process tells the shell. */
public enum ExitStatus {
  DONE(0),
  /** It was tried, and something went wrong, or what was verified is not so. */
  FAILED(1),
  /** Nothing was tried: the command line or what it names has to be put right first. */
  BAD_INPUT(2);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
