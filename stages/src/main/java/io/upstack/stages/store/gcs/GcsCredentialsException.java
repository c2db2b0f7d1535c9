package io.upstack.stages.store.gcs;

/**
 * Thrown when there are no credentials for buckets, or when those that a user names cannot be used.
 * Every request to a bucket fails the same way until the user fixes this.
 */
public final class GcsCredentialsException extends GcsException {
  private static final long serialVersionUID = 1L;

  GcsCredentialsException(String message, Throwable cause) {
    super(message, Outlook.PERMANENT, cause);
  }
}
