package io.upstack.stages.store;

import java.nio.file.Path;
import java.util.Map;

/** Where downloaded inputs are kept unless a user says. */
final class CacheDirectory {
  /** Beside what else is kept there. */
  private static final String INPUTS = "inputs";

  private CacheDirectory() {}

  /** UPSTACK_CACHE, or the place that desktops give such files, or the temporary directory. */
  static Path standard(Map<String, String> environment) {
    if (!environment.getOrDefault("UPSTACK_CACHE", "").isEmpty()) {
      return Path.of(environment.get("UPSTACK_CACHE"));
    }
    if (!environment.getOrDefault("XDG_CACHE_HOME", "").isEmpty()) {
      return Path.of(environment.get("XDG_CACHE_HOME"), "upstack", INPUTS);
    }
    Path home = Path.of(environment.getOrDefault("HOME", ""));
    // In containers of unnamed users it is / or nothing.
    return home.getNameCount() > 0 && home.isAbsolute()
        ? home.resolve(".cache").resolve("upstack").resolve(INPUTS)
        : Path.of(System.getProperty("java.io.tmpdir"), "upstack-cache");
  }
}
