package io.upstack.runners.evaluation;

import java.nio.file.Path;
import java.util.Optional;

/** Where evaluations keep features, to be found by the next one. */
final class UserCache {
  private static final String NAME = "upstack";

  private UserCache() {}

  /** As given, or the place that the XDG base directories have for it. */
  static String location(Optional<String> given) {
    return given.orElseGet(() -> caches().resolve(NAME).resolve("evaluations").toString());
  }

  private static Path caches() {
    String configured = System.getenv("XDG_CACHE_HOME");
    return configured == null || configured.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".cache")
        : Path.of(configured);
  }
}
