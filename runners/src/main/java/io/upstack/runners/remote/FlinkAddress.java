package io.upstack.runners.remote;

import com.google.common.base.CharMatcher;

/**
 * The address of a JobManager's REST endpoint.
 *
 * @param port 1 to 65535
 */
public record FlinkAddress(String host, int port) {
  private static final int LARGEST_PORT = 65535;

  /**
   * Parses {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static FlinkAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    boolean isNumber = !port.isEmpty() && port.length() < 6 && digits().matchesAllOf(port);
    if (colon < 1 || text.contains("/") || !isNumber || Integer.parseInt(port) > LARGEST_PORT) {
      throw new IllegalArgumentException(
          "expected HOST:PORT of a JobManager's REST endpoint, such as localhost:8081, got '%s'"
              .formatted(text));
    }
    return new FlinkAddress(text.substring(0, colon), Integer.parseInt(port));
  }

  private static CharMatcher digits() {
    return CharMatcher.inRange('0', '9');
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
