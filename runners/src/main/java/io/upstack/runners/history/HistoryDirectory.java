package io.upstack.runners.history;

import io.upstack.stages.history.HistoryRecords;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.store.ClosedTogether;
import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;

/** Opens the directory that a user named for its history. */
final class HistoryDirectory {
  static final String COMMAND_LINE = "the command line";

  private HistoryDirectory() {}

  /**
   * Opens a store with at least one record. It makes no directory.
   *
   * @throws InvalidInputException if there is no such directory, or it has no record
   */
  static ObjectStore open(String location) throws IOException {
    try {
      if (InputDirectory.find(location).isEmpty()) {
        throw bad("there is no directory '%s'".formatted(location));
      }
    } catch (IllegalArgumentException exception) {
      throw bad(exception.getMessage());
    }
    try (ClosedTogether opening = new ClosedTogether()) {
      ObjectStore store = opening.add(ObjectStores.open(location));
      if (new HistoryRecords(store).names().isEmpty()) {
        throw bad(
            "'%s' has no results of checkpoints in history/records/: expected the output of a watch"
                .formatted(location));
      }
      opening.release();
      return store;
    }
  }

  private static InvalidInputException bad(String problem) {
    return InvalidInputException.of(COMMAND_LINE, "DIR", problem);
  }
}
