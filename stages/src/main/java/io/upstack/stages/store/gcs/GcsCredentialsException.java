package io.upstack.stages.store.gcs;

/**
 * There are no credentials for buckets, or those that a user names cannot be used. Whatever is
 * asked of a bucket fails alike, until the user mends it.
 */
public final class GcsCredentialsException extends GcsException {
  private static final long serialVersionUID = 1L;

  GcsCredentialsException(String message, Throwable cause) {
    super(message, Outlook.PERMANENT, cause);
  }
}
