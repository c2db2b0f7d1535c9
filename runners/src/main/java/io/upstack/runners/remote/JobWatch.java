package io.upstack.runners.remote;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.rest.messages.JobExceptionsHeaders;
import org.apache.flink.runtime.rest.messages.job.JobExceptionsMessageParameters;

/**
 * Finds what keeps a job from making progress, according to its JobManager. It returns each line
 * once.
 *
 * <p>It also finds the one obstacle that the workers cannot count themselves: an output that none
 * of them can reach.
 */
public final class JobWatch {
  private static final Pattern NOT_SET_UP = Pattern.compile("SetUpFailedException: ([^\n]+)");

  private static final Pattern NOT_REACHED =
      Pattern.compile("(.+) could not reach the output \\(([0-9]+) times\\): .+");

  /** The number of times that a worker tries a shard. */
  private static final int ATTEMPTS = 3;

  /**
   * A worker that keeps failing fails at least once in this time, because its pauses are half as
   * long.
   */
  private static final Duration RECENT = Duration.ofMinutes(2);

  private final Cluster cluster;
  private final Set<String> known = new HashSet<>();
  private final Map<String, Failure> withoutOutput = new HashMap<>();
  private final Clock clock;
  private boolean isWithoutWorkers;
  private Optional<String> end = Optional.empty();

  JobWatch(Cluster cluster, Clock clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /** A failure after which the job went on. */
  record Failure(Instant time, String stackTrace) {}

  /** The questions to a cluster. */
  interface Cluster {
    String address();

    int taskManagers() throws IOException;

    List<Failure> failures() throws IOException;
  }

  /** Returns the watch of a job on the cluster of a session. */
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
          public List<Failure> failures() throws IOException {
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
                .map(
                    failure ->
                        new Failure(
                            Instant.ofEpochMilli(failure.getTimestamp()), failure.getStacktrace()))
                .toList();
          }
        },
        Clock.systemUTC());
  }

  /** Returns the news since the last look, one line each. */
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
    for (Failure failure : cluster.failures()) {
      Optional<String> reason = reason(failure.stackTrace());
      reason.ifPresent(line -> noteWithoutOutput(line, failure.time()));
      reason.filter(known::add).ifPresent(lines::add);
    }
    if (taskManagers > 0 && failingNow().size() >= taskManagers) {
      end = Optional.of(String.join("\n", failingNow()));
    }
    return List.copyOf(lines);
  }

  /**
   * Returns why the job has to be ended: each registered worker has failed three times to reach the
   * output, and keeps failing. The result is empty otherwise.
   */
  Optional<String> end() {
    return end;
  }

  private void noteWithoutOutput(String line, Instant time) {
    Matcher matcher = NOT_REACHED.matcher(line);
    if (matcher.matches() && Integer.parseInt(matcher.group(2)) >= ATTEMPTS) {
      withoutOutput.merge(
          matcher.group(1),
          new Failure(time, line),
          (one, other) -> one.time().isAfter(other.time()) ? one : other);
    }
  }

  private List<String> failingNow() {
    Instant recent = clock.instant().minus(RECENT);
    return withoutOutput.values().stream()
        .filter(failure -> failure.time().isAfter(recent))
        .map(Failure::stackTrace)
        .sorted()
        .toList();
  }

  private static Optional<String> reason(String failure) {
    Matcher matcher = NOT_SET_UP.matcher(failure);
    return matcher.find() ? Optional.of(matcher.group(1).strip()) : Optional.empty();
  }
}
