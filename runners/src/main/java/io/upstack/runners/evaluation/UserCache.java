package io.upstack.runners.evaluation;

import io.upstack.stages.store.UserCaches;
import java.io.IOException;
import java.util.Optional;

/** Finds the place where evaluations keep features for the next evaluation. */
public final class UserCache {
  private UserCache() {}

  /**
   * Returns the given location, or a folder among this user's caches.
   *
   * @throws IOException naming the folder, if it does not belong to this user alone
   */
  public static String location(Optional<String> given) throws IOException {
    return given.isPresent()
        ? given.get()
        : UserCaches.ofThisUser().directory().resolve("evaluations").toString();
  }
}
