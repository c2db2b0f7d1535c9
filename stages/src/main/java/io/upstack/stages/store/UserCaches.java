package io.upstack.stages.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where this user's caches are unless a user says.
 *
 * @param environment variables of this process
 * @param home what Java takes for the user's home, which is {@code ?} where the user has no name
 * @param temporary the folder for temporary files, which other users may write to
 */
public record UserCaches(Map<String, String> environment, String home, Path temporary) {
  private static final String NAME = "upstack";

  public UserCaches {
    environment = Map.copyOf(environment);
  }

  /** As the environment of this process says. */
  public static UserCaches ofThisUser() {
    return new UserCaches(
        System.getenv(),
        System.getProperty("user.home"),
        Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * For inputs that were downloaded: UPSTACK_CACHE, or a folder of {@link #directory}.
   *
   * @throws IOException as {@link #directory} does
   */
  Path inputs() throws IOException {
    String configured = environment.getOrDefault("UPSTACK_CACHE", "");
    return configured.isEmpty() ? directory().resolve("inputs") : Path.of(configured);
  }

  /**
   * For everything that is kept: the folder that the XDG base directories have for it, or, for
   * users without a home, as in containers that run as an unnamed user, a folder among temporary
   * files that nobody else may write to.
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

  /** Neither nothing, nor {@code ?} or anything else that is relative, nor the root. */
  private static Optional<Path> usable(String written) {
    Path path = Path.of(written);
    return path.isAbsolute() && path.getNameCount() > 0 ? Optional.of(path) : Optional.empty();
  }
}
