package io.upstack.stages.shards;

import io.upstack.stages.shards.ShardStage.ProgressOfShard;

/** Reports the progress of several attempts at a shard without counting any sample twice. */
final class AttemptProgress {
  private final ProgressOfShard listener;
  private long told;

  AttemptProgress(ProgressOfShard listener) {
    this.listener = listener;
  }

  /** Returns the listener for an attempt that starts at the shard's first sample. */
  ProgressOfShard nextAttempt() {
    return new ProgressOfShard() {
      private long done;

      @Override
      public void samplesDone(long samples) {
        done += samples;
        if (done > told) {
          listener.samplesDone(done - told);
          told = done;
        }
      }
    };
  }
}
