package io.upstack.stages.store;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Expands paths that begin with {@code ~/}. A shell expands only a word that begins this way:
 * {@code --output=~/runs} and the paths in a configuration reach a program as they were written.
 */
public final class HomePaths {
  private static final String PREFIX = "~/";

  private HomePaths() {}

  /**
   * Returns the path under this user's home if it begins with {@code ~/}. Any other path is
   * returned as it is.
   */
  public static String expand(String path) {
    return expand(path, home(System.getenv(), System.getProperty("user.home")));
  }

  /**
   * Expands the arguments of a command line: {@code ~/path} and {@code --option=~/path}. Other text
   * is left as it is.
   */
  public static String[] expandArguments(String[] arguments) {
    Optional<Path> home = home(System.getenv(), System.getProperty("user.home"));
    String[] expanded = new String[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      expanded[i] = expandArgument(arguments[i], home);
    }
    return expanded;
  }

  static String expandArgument(String argument, Optional<Path> home) {
    int value = argument.startsWith("--") ? argument.indexOf('=') + 1 : 0;
    return argument.substring(0, value) + expand(argument.substring(value), home);
  }

  static String expand(String path, Optional<Path> home) {
    return path.startsWith(PREFIX) && home.isPresent()
        ? home.get() + "/" + path.substring(PREFIX.length())
        : path;
  }

  /**
   * Returns the home as a shell sees it: HOME, or else the home that the system knows. Java uses
   * "?" if there is none.
   */
  static Optional<Path> home(Map<String, String> environment, String property) {
    String written = environment.getOrDefault("HOME", "");
    Path home = Path.of(written.isEmpty() ? property : written);
    return home.isAbsolute() ? Optional.of(home) : Optional.empty();
  }
}
