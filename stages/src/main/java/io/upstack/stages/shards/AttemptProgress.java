package io.upstack.stages.shards;

import io.upstack.stages.shards.ShardStage.ProgressOfShard;

/** Passes on the progress of several attempts at a shard without telling of a sample twice. */
final class AttemptProgress {
  private final ProgressOfShard listener;
  private long told;

  AttemptProgress(ProgressOfShard listener) {
    this.listener = listener;
  }

  /** For an attempt that starts at the shard's first sample. */
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
