package io.upstack.stages.progress;

/**
 * Receives the progress of work. Implementations must be fast, and safe for use by many threads at
 * once.
 */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Reports progress.
   *
   * @param stage base, upsample or features
   * @param samples number of samples that the stage has done since its last report
   */
  void samplesDone(String stage, long samples);
}
