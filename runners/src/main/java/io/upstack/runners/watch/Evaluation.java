package io.upstack.runners.watch;

import io.upstack.proto.HistoryResult;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.store.ListedFile;
import java.io.IOException;
import java.util.Optional;

/** How a checkpoint is read and evaluated. */
interface Evaluation {
  /**
   * A result.
   *
   * @param sha256 the SHA-256 of the checkpoint that was evaluated
   */
  record Evaluated(HistoryResult result, String sha256, Optional<RunTerms> terms) {}

  /** Thrown if a checkpoint cannot be evaluated and would have to change for that. */
  final class BrokenCheckpointException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenCheckpointException(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  /** Prepares for a look at the checkpoints, which may have been replaced since the last one. */
  void begin();

  /** Returns whether the end of a checkpoint is missing, as it is while the file is written. */
  boolean isCut(ListedFile checkpoint) throws IOException;

  /**
   * Evaluates a checkpoint.
   *
   * @throws BrokenCheckpointException saying what is wrong with it
   */
  Evaluated evaluate(ListedFile checkpoint) throws Exception;
}
