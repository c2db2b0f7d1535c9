package io.upstack.runners.remote;

import io.upstack.runners.jobs.FailureCause;
import io.upstack.runners.jobs.PipelineCancelledException;
import io.upstack.runners.jobs.PipelineFailedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A job that a cluster has accepted. It continues without this process. */
public final class RemoteJob {
  /** The milliseconds between looks at the job's state. */
  private static final long SHORTEST_PAUSE = 50;

  private static final long LONGEST_PAUSE = 1000;

  /** The time between looks at what keeps the job from making progress. */
  private static final long WATCH_MILLISECONDS = 5000;

  private static final Logger logger = LoggerFactory.getLogger(RemoteJob.class);

  private final FlinkSession session;
  private final String name;
  private final JobID id;

  RemoteJob(FlinkSession session, String name, JobID id) {
    this.session = session;
    this.name = name;
    this.id = id;
  }

  /** Returns a job that was found in the cluster. */
  public static RemoteJob of(FlinkSession session, JobSummary job) {
    return new RemoteJob(session, job.name(), JobID.fromHexString(job.id()));
  }

  /** Returns the id: 32 hexadecimal digits. */
  public String id() {
    return id.toHexString();
  }

  /**
   * Waits for the end of the job.
   *
   * @throws PipelineFailedException with the exception of the failed user code as its cause
   * @throws PipelineCancelledException if the job was cancelled
   * @throws IOException if the cluster is lost, or has lost the job
   */
  public void await() throws IOException {
    JobResult result;
    Optional<String> end;
    try {
      end = awaitEnd();
      result = session.result(id).get();
    } catch (ExecutionException e) {
      throw Answers.told(
          ("job %s is lost: %s; start the cluster again if it is down, and the same command"
                  + " continues where the job was")
              .formatted(id, session.reason(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for job " + id);
    }
    try {
      result.toJobExecutionResult(RemoteJob.class.getClassLoader());
    } catch (JobCancellationException e) {
      if (end.isPresent()) {
        throw new PipelineFailedException(new IOException(end.get(), e));
      }
      throw new PipelineCancelledException(name, e);
    } catch (Exception e) {
      throw new PipelineFailedException(FailureCause.of(e));
    }
  }

  private static void report(JobWatch watch) {
    try {
      watch.look().forEach(logger::warn);
    } catch (IOException | RuntimeException e) {
      logger.debug("the job's hindrances are not known", e);
    }
  }

  /**
   * Waits for the end. It looks more often than Flink's client, which pauses for two seconds,
   * because the check of the workers takes no longer than that. If no worker can continue the job,
   * it cancels the job and returns why.
   */
  private Optional<String> awaitEnd() throws ExecutionException, InterruptedException {
    JobWatch watch = JobWatch.of(session, id());
    long start = System.nanoTime();
    long nextLook = WATCH_MILLISECONDS;
    while (!session.client().getJobStatus(id).get().isGloballyTerminalState()) {
      long sinceStart = Duration.ofNanos(System.nanoTime() - start).toMillis();
      if (sinceStart >= nextLook) {
        report(watch);
        if (watch.end().isPresent()) {
          session.client().cancel(id).get();
        }
        nextLook = sinceStart + WATCH_MILLISECONDS;
      }
      Thread.sleep(Math.min(Math.max(sinceStart / 20, SHORTEST_PAUSE), LONGEST_PAUSE));
    }
    return watch.end();
  }
}
