package io.upstack.runners.evaluation;

import io.upstack.stages.store.UserCaches;
import java.io.IOException;
import java.util.Optional;

/** Where evaluations keep features, to be found by the next one. */
final class UserCache {
  private UserCache() {}

  /**
   * As given, or among this user's caches.
   *
   * @throws IOException naming the folder, if it is not this user's alone
   */
  static String location(Optional<String> given) throws IOException {
    return given.isPresent()
        ? given.get()
        : UserCaches.ofThisUser().directory().resolve("evaluations").toString();
  }
}
