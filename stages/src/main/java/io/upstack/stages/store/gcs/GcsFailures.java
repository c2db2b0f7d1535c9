package io.upstack.stages.store.gcs;

import com.google.cloud.storage.StorageException;
import io.upstack.stages.store.gcs.GcsException.Outlook;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explains what a failed request was about, why it failed and what to do. */
final class GcsFailures {
  private static final Pattern PERMISSION = Pattern.compile("\\b(storage\\.[a-zA-Z]+\\.[a-zA-Z]+)");
  private static final String WITHOUT =
      "set GOOGLE_APPLICATION_CREDENTIALS, log in with 'gcloud auth application-default login',"
          + " give --gcs-credentials FILE, or --gcs-anonymous for public buckets";

  private GcsFailures() {}

  static GcsException of(GcsAction action, GcsLocation location, Exception failure) {
    String what = "%s cannot be %s: ".formatted(location, action.participle());
    String said = said(failure);
    Outlook outlook = Transience.isTransient(failure) ? Outlook.TRANSIENT : Outlook.PERMANENT;
    return new GcsException(what + advice(action, location, failure, said), outlook, failure);
  }

  static GcsCredentialsException noCredentials(Exception failure) {
    return new GcsCredentialsException(
        "no credentials for gs:// are found: %s (%s)".formatted(WITHOUT, said(failure)), failure);
  }

  /**
   * Returns the server's reply, wherever the client has put it, or an exception that says that it
   * did not reply.
   */
  static StorageException reply(Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof StorageException reply && reply.getCode() > 0) {
        return reply;
      }
    }
    if (failure instanceof StorageException silent) {
      return silent;
    }
    return failure instanceof IOException broken
        ? StorageException.translate(broken)
        : new StorageException(0, failure.getMessage(), failure);
  }

  private static String advice(
      GcsAction action, GcsLocation location, Exception failure, String said) {
    int code = failure instanceof StorageException reply ? reply.getCode() : 0;
    return switch (code) {
      case 401 ->
          "the credentials are not accepted, or have expired; %s (%s)".formatted(WITHOUT, said);
      case 403 ->
          "the permission %s is missing; grant it on the bucket, or use other credentials (%s)"
              .formatted(permission(said).orElse(action.permission()), said);
      case 404 ->
          "bucket '%s' does not exist, or the object is gone; create the bucket or correct the path (%s)"
              .formatted(location.bucket(), said);
      default -> {
        if (isOfCredentials(failure)) {
          yield "no access is granted for the credentials, which may have expired; %s (%s)"
              .formatted(WITHOUT, said);
        }
        yield Transience.isTransient(failure)
            ? "%s; it was tried until the deadline: look at the network and the endpoint"
                .formatted(said)
            : said;
      }
    };
  }

  private static Optional<String> permission(String said) {
    Matcher matcher = PERMISSION.matcher(said);
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static boolean isOfCredentials(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause.getClass().getName().startsWith("com.google.auth.")) {
        return true;
      }
      for (StackTraceElement frame : cause.getStackTrace()) {
        if (frame.getClassName().startsWith("com.google.auth.oauth2.")) {
          return true;
        }
      }
    }
    return false;
  }

  /** Returns the innermost message, which is the server's own if it replied. */
  static String said(Throwable failure) {
    String said = failure.getClass().getSimpleName();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException unknown) {
        // The message of this exception is only the host name.
        return "the host name '%s' cannot be resolved".formatted(unknown.getMessage());
      }
      if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
        said = cause.getMessage();
        if (cause instanceof StorageException reply && reply.getCode() > 0) {
          break;
        }
      }
    }
    return said.strip().lines().findFirst().orElse("").strip();
  }
}
