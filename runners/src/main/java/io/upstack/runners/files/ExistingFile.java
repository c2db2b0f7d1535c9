package io.upstack.runners.files;

/** What happens to an existing file where a new one is to be made. */
public enum ExistingFile {
  KEPT("name another file, or remove it"),
  KEPT_UNLESS_TOLD("name another file, remove it, or give --overwrite"),
  REPLACED("");

  private final String advice;

  ExistingFile(String advice) {
    this.advice = advice;
  }

  /** Returns what a user may do about the existing file. */
  String advice() {
    return advice;
  }
}
