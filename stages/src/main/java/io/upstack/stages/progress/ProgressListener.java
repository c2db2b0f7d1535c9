package io.upstack.stages.progress;

/** Told of work as it is done. Safe for use by many threads at once, and quick. */
@FunctionalInterface
public interface ProgressListener {
  /**
   * Takes note of progress.
   *
   * @param stage base, upsample or features
   * @param samples how many more samples the stage has done since it last told
   */
  void samplesDone(String stage, long samples);
}
