package io.upstack.stages.store.gcs;

import java.io.IOException;

/** Thrown when a request to a bucket failed. The message names the object and what to do. */
public class GcsException extends IOException {
  private static final long serialVersionUID = 1L;

  /** Whether the same request may succeed later. */
  public enum Outlook {
    TRANSIENT,
    PERMANENT
  }

  private final Outlook outlook;

  GcsException(String message, Outlook outlook, Throwable cause) {
    super(message, cause);
    this.outlook = outlook;
  }

  public Outlook outlook() {
    return outlook;
  }
}
