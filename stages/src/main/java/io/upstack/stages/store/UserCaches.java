package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The locations of this user's caches, unless a user sets others.
 *
 * @param environment the environment variables of this process
 * @param home the user's home according to Java, which is {@code ?} if the user has no name
 * @param temporary the folder for temporary files, which other users may write to
 */
public record UserCaches(Map<String, String> environment, String home, Path temporary) {
  private static final String NAME = "upstack";

  public UserCaches {
    environment = Map.copyOf(environment);
  }

  /** Returns the caches according to the environment of this process. */
  public static UserCaches ofThisUser() {
    return new UserCaches(
        System.getenv(),
        System.getProperty("user.home"),
        Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * Returns the cache for downloaded inputs: UPSTACK_CACHE, or a folder in {@link #directory}.
   *
   * @throws IOException under the conditions of {@link #directory}
   */
  Path inputs() throws IOException {
    String configured = environment.getOrDefault("UPSTACK_CACHE", "");
    return configured.isEmpty() ? directory().resolve("inputs") : Path.of(configured);
  }

  /**
   * Returns the directory for everything that is kept: the one that the XDG base directories
   * define, or, for users without a home, as in containers that run as an unnamed user, a folder
   * among the temporary files that nobody else may write to.
   *
   * @throws IOException naming that last folder, if it is not this user's alone
   */
  public Path directory() throws IOException {
    Optional<Path> caches =
        usable(environment.getOrDefault("XDG_CACHE_HOME", ""))
            .or(() -> usable(environment.getOrDefault("HOME", "")).map(UserCaches::ofHome))
            .or(() -> usable(home).map(UserCaches::ofHome));
    if (caches.isPresent()) {
      return caches.get().resolve(NAME);
    }
    Path ofUser = temporary.resolve("%s-cache-%s".formatted(NAME, SharedFolder.currentUser()));
    SharedFolder.ofUser(ofUser);
    return ofUser;
  }

  private static Path ofHome(Path home) {
    return home.resolve(".cache");
  }

  /** Returns the path unless it is empty, relative (like {@code ?}), or the root. */
  private static Optional<Path> usable(String written) {
    Path path = Path.of(written);
    return path.isAbsolute() && path.getNameCount() > 0 ? Optional.of(path) : Optional.empty();
  }
}
