package io.upstack.stages.store.gcs;

import java.util.regex.Pattern;

/**
 * A place in a bucket, written {@code gs://bucket/path}.
 *
 * @param bucket the bucket's name
 * @param path the path of an object, or a prefix of such paths without a slash at its end; empty
 *     for the bucket as a whole
 */
public record GcsLocation(String bucket, String path) {
  private static final String SCHEME = "gs://";
  private static final String EXPECTED = "expected gs://bucket/path, such as gs://my-bucket/run1";

  /** Names have 3 to 63 characters, or up to 222 if they contain dots. */
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]");

  /**
   * Checks the bucket's name.
   *
   * @throws IllegalArgumentException saying what is wrong and what was expected
   */
  public GcsLocation {
    String written = SCHEME + bucket + (path.isEmpty() ? "" : "/" + path);
    if (bucket.isEmpty()) {
      throw new IllegalArgumentException("'%s' names no bucket; %s".formatted(written, EXPECTED));
    }
    if (!BUCKET.matcher(bucket).matches()) {
      throw new IllegalArgumentException(
          "'%s': '%s' is not a name of a bucket, which has lower-case letters, digits, '-', '_' and '.'; %s"
              .formatted(written, bucket, EXPECTED));
    }
  }

  /** Returns whether this is meant to be a place in a bucket, well formed or not. */
  public static boolean isGcs(String written) {
    return written.startsWith(SCHEME);
  }

  /**
   * Parses a location that a user wrote. One slash at the end is ignored.
   *
   * @throws IllegalArgumentException saying what is wrong and what was expected
   */
  public static GcsLocation parse(String written) {
    if (!isGcs(written)) {
      throw new IllegalArgumentException(
          "'%s' is not in a bucket; %s".formatted(written, EXPECTED));
    }
    String rest = written.substring(SCHEME.length());
    int slash = rest.indexOf('/');
    if (slash < 0) {
      return new GcsLocation(rest, "");
    }
    String path = rest.substring(slash + 1);
    GcsLocation location =
        new GcsLocation(
            rest.substring(0, slash),
            path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
    location.requireUsual();
    return location;
  }

  /**
   * Rejects unusual paths. Others may have given objects any names, but a user's path must be
   * intentional.
   */
  private void requireUsual() {
    String written = toString();
    for (String part : path.isEmpty() ? new String[0] : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new IllegalArgumentException(
            "'%s' has the part '%s'; parts are not empty, '.' or '..'; %s"
                .formatted(written, part, EXPECTED));
      }
    }
    if (path.chars().anyMatch(c -> Character.isISOControl(c) || "?#*[]".indexOf(c) >= 0)) {
      throw new IllegalArgumentException(
          "'%s' has a control character or one of ?#*[], which name no single object; %s"
              .formatted(written.replaceAll("\\p{Cntrl}", "?"), EXPECTED));
    }
  }

  /** Returns the location of this name under this one. */
  public GcsLocation child(String name) {
    return new GcsLocation(bucket, prefix() + name);
  }

  /** Returns the prefix of the paths of everything under this location. */
  public String prefix() {
    return path.isEmpty() ? "" : path + "/";
  }

  @Override
  public String toString() {
    return SCHEME + bucket + (path.isEmpty() ? "" : "/" + path);
  }
}
