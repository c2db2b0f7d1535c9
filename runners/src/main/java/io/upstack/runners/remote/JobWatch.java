package io.upstack.runners.remote;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.rest.messages.JobExceptionsHeaders;
import org.apache.flink.runtime.rest.messages.job.JobExceptionsMessageParameters;

/** What keeps a job from going on, as its JobManager knows it. Each is returned once. */
public final class JobWatch {
  private static final Pattern NOT_SET_UP = Pattern.compile("SetUpFailedException: ([^\n]+)");

  private final Cluster cluster;
  private final Set<String> known = new HashSet<>();
  private boolean isWithoutWorkers;

  JobWatch(Cluster cluster) {
    this.cluster = cluster;
  }

  /** What is asked of a cluster. */
  interface Cluster {
    String address();

    int taskManagers() throws IOException;

    /** The stack traces of the failures that the job went on after. */
    List<String> failures() throws IOException;
  }

  /** Of a job on the cluster of a session. */
  public static JobWatch of(FlinkSession session, String job) {
    return new JobWatch(
        new Cluster() {
          @Override
          public String address() {
            return session.address().toString();
          }

          @Override
          public int taskManagers() throws IOException {
            return session.overview().taskManagers();
          }

          @Override
          public List<String> failures() throws IOException {
            JobExceptionsMessageParameters parameters = new JobExceptionsMessageParameters();
            parameters.jobPathParameter.resolve(JobID.fromHexString(job));
            return session
                .ask(
                    JobExceptionsHeaders.getInstance(),
                    parameters,
                    "list the failures of the job " + job)
                .getExceptionHistory()
                .getEntries()
                .stream()
                .map(failure -> failure.getStacktrace())
                .toList();
          }
        });
  }

  /** In a line each, what has come up since the last look. */
  public List<String> look() throws IOException {
    List<String> lines = new ArrayList<>();
    int taskManagers = cluster.taskManagers();
    if (taskManagers == 0 && !isWithoutWorkers) {
      lines.add(
          ("no worker is registered with %s, and the job waits for one; './upstack cluster start'"
                  + " starts those of a cluster of this machine again")
              .formatted(cluster.address()));
    }
    if (taskManagers > 0 && isWithoutWorkers) {
      lines.add(
          "%d workers are registered with %s again".formatted(taskManagers, cluster.address()));
    }
    isWithoutWorkers = taskManagers == 0;
    for (String failure : cluster.failures()) {
      reason(failure).filter(known::add).ifPresent(lines::add);
    }
    return List.copyOf(lines);
  }

  private static Optional<String> reason(String failure) {
    Matcher matcher = NOT_SET_UP.matcher(failure);
    return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
  }
}
