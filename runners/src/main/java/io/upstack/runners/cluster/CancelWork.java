package io.upstack.runners.cluster;

import io.upstack.runners.commands.CancelRequest;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.Work;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.runners.remote.JobSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;

/** {@code upstack cancel}: ends a job and waits until it has ended. */
public final class CancelWork implements Work<CancelRequest> {
  /** The longest wait for a job's end. A step of a large network that has begun finishes first. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final Duration PAUSE = Duration.ofMillis(200);

  @Override
  public ExitStatus perform(CancelRequest request, PrintWriter output)
      throws IOException, InterruptedException {
    try (FlinkSession session = FlinkSession.open(Masters.address(request.master()))) {
      session.overview();
      JobSummary job = session.job(request.job());
      if (job.state().isEnd()) {
        output.printf("%s is %s already%n", job.id(), job.state());
        return ExitStatus.DONE;
      }
      session.cancel(job);
      long deadline = System.nanoTime() + LONGEST.toNanos();
      while (!job.state().isEnd()) {
        if (System.nanoTime() > deadline) {
          throw new IOException(
              "job %s is %s, and has not ended within %d minutes"
                  .formatted(job.id(), job.state(), LONGEST.toMinutes()));
        }
        Thread.sleep(PAUSE.toMillis());
        job = session.job(job.id());
      }
      output.printf("%s is %s%n", job.id(), job.state());
      return ExitStatus.DONE;
    }
  }
}
