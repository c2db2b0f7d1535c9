package io.upstack.runners.files;

/** What becomes of a file that stands where another is to be made. */
public enum ExistingFile {
  KEPT("name another file, or remove it"),
  KEPT_UNLESS_TOLD("name another file, remove it, or give --overwrite"),
  REPLACED("");

  private final String advice;

  ExistingFile(String advice) {
    this.advice = advice;
  }

  /** What a user may do about it. */
  String advice() {
    return advice;
  }
}
