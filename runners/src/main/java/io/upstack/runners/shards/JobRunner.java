package io.upstack.runners.shards;

import java.io.IOException;

/** The place where pipelines run. It starts nothing before there is work. */
public interface JobRunner extends AutoCloseable {
  /** How a job has ended, from the view of this process. */
  sealed interface Completion {
    /** The pipeline has come to its end. */
    record Done() implements Completion {}

    /**
     * This process has waited for another command's job on the same output. The caller has to look
     * again for missing work.
     */
    record Followed() implements Completion {}

    /** A cluster has accepted the job and continues without this process. */
    record Submitted(String jobId) implements Completion {}
  }

  /** Runs the pipeline of a job. */
  Completion run(PipelineJob job) throws IOException;

  @Override
  void close();
}
