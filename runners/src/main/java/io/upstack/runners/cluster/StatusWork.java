package io.upstack.runners.cluster;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.StatusRequest;
import io.upstack.runners.commands.Work;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.runners.remote.JobSummary;
import io.upstack.runners.remote.JobWatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;

/** {@code upstack status}: shows the state of a cluster's jobs. */
public final class StatusWork implements Work<StatusRequest> {
  @Override
  public ExitStatus perform(StatusRequest request, PrintWriter output) throws IOException {
    try (FlinkSession session = FlinkSession.open(Masters.address(request.master()))) {
      session.overview();
      if (request.job().isPresent()) {
        JobSummary job = session.job(request.job().get());
        JobText.of(session.questions().state(job), Instant.now()).forEach(output::println);
        if (!job.state().isEnd()) {
          JobWatch.of(session, job.id()).look().forEach(output::println);
        }
        return ExitStatus.DONE;
      }
      List<JobSummary> jobs = session.jobs();
      if (jobs.isEmpty()) {
        output.printf("%s has no jobs%n", session.address());
      }
      for (JobSummary job : jobs) {
        output.printf(
            "%s %-10s since %s  %s%n",
            job.id(), job.state(), job.started().truncatedTo(SECONDS), job.name());
      }
      return ExitStatus.DONE;
    }
  }
}
