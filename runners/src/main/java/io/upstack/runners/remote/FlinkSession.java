package io.upstack.runners.remote;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.rest.messages.ClusterConfigurationInfoHeaders;
import org.apache.flink.runtime.rest.messages.ConfigurationInfoEntry;
import org.apache.flink.runtime.rest.messages.EmptyMessageParameters;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.MessageHeaders;
import org.apache.flink.runtime.rest.messages.MessageParameters;
import org.apache.flink.runtime.rest.messages.ResponseBody;

/** Communicates with a JobManager over its REST endpoint. */
public final class FlinkSession implements AutoCloseable {
  /** The limit is long because a job is sent together with its jars. */
  private static final int SUBMISSION_SECONDS = 300;

  private final FlinkAddress address;
  private final Answers answers;

  /** This client asks once. */
  private final RestClusterClient<StandaloneClusterId> prompt;

  /** This client asks again for half a minute, the time that it takes to replace a JobManager. */
  private final RestClusterClient<StandaloneClusterId> patient;

  private FlinkSession(
      FlinkAddress address,
      RestClusterClient<StandaloneClusterId> prompt,
      RestClusterClient<StandaloneClusterId> patient) {
    this.address = address;
    this.answers = new Answers(address);
    this.prompt = prompt;
    this.patient = patient;
  }

  /** Opens a session, but sends nothing yet. */
  public static FlinkSession open(FlinkAddress address) {
    return new FlinkSession(address, client(address, 0), client(address, 15));
  }

  private static RestClusterClient<StandaloneClusterId> client(
      FlinkAddress address, int furtherAttempts) {
    Configuration configuration = new Configuration();
    configuration.set(RestOptions.ADDRESS, address.host());
    configuration.set(RestOptions.PORT, address.port());
    configuration.set(RestOptions.CONNECTION_TIMEOUT, Duration.ofSeconds(5).toMillis());
    configuration.set(RestOptions.RETRY_MAX_ATTEMPTS, furtherAttempts);
    configuration.set(RestOptions.RETRY_DELAY, Duration.ofSeconds(2).toMillis());
    try {
      return new RestClusterClient<>(configuration, StandaloneClusterId.getInstance());
    } catch (Exception e) {
      throw new IllegalStateException("no client for %s".formatted(address), e);
    }
  }

  public FlinkAddress address() {
    return address;
  }

  /**
   * Returns what the cluster has.
   *
   * @throws InvalidInputException if no cluster answers at the address
   */
  public ClusterOverview overview() throws IOException {
    try {
      return ClusterOverview.of(prompt.getClusterOverview().get(Answers.SECONDS_OF_ONE, SECONDS));
    } catch (ExecutionException | TimeoutException e) {
      throw noCluster(e);
    } catch (InterruptedException e) {
      throw Answers.interrupted(e);
    }
  }

  /** Returns what the cluster has; empty if no cluster answers, as while it starts. */
  public Optional<ClusterOverview> overviewIfUp() throws IOException {
    try {
      return Optional.of(overview());
    } catch (InvalidInputException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the answer of the REST endpoint to a request without a body. {@code what} names the
   * request in errors.
   */
  <P extends MessageParameters, A extends ResponseBody> A ask(
      MessageHeaders<EmptyRequestBody, A, P> request, P parameters, String what)
      throws IOException {
    return answers.await(
        prompt.sendRequest(request, parameters, EmptyRequestBody.getInstance()), what);
  }

  /** Returns the value of a setting of the JobManager. */
  Optional<String> setting(String key) throws IOException {
    return ask(
            ClusterConfigurationInfoHeaders.getInstance(),
            EmptyMessageParameters.getInstance(),
            "tell its settings")
        .stream()
        .filter(entry -> entry.getKey().equals(key))
        .map(ConfigurationInfoEntry::getValue)
        .findFirst();
  }

  /** Returns the cluster's jobs, including those that ended recently, newest first. */
  public List<JobSummary> jobs() throws IOException {
    return answers.await(prompt.listJobs(), "list its jobs").stream()
        .map(JobSummary::of)
        .sorted(Comparator.comparing(JobSummary::started).reversed())
        .toList();
  }

  /**
   * Returns the job with an id.
   *
   * @param id the id, or the beginning of the id of only one job
   * @throws InvalidInputException if no job or more than one job matches
   */
  public JobSummary job(String id) throws IOException {
    List<JobSummary> jobs = jobs();
    List<JobSummary> found = jobs.stream().filter(job -> job.id().startsWith(id)).toList();
    if (found.size() != 1) {
      throw InvalidInputException.of(
          "the job",
          id,
          found.isEmpty()
              ? "no job of %s has this id; it knows %s".formatted(address, ids(jobs))
              : "the ids of %d jobs begin so: %s".formatted(found.size(), ids(found)));
    }
    return found.get(0);
  }

  private static String ids(List<JobSummary> jobs) {
    return jobs.isEmpty() ? "none" : String.join(", ", jobs.stream().map(JobSummary::id).toList());
  }

  /** Requests the end of a job, and does not wait for it. */
  public void cancel(JobSummary job) throws IOException {
    answers.await(prompt.cancel(JobID.fromHexString(job.id())), "cancel " + job.id());
  }

  /** Returns an object that answers questions about single jobs. */
  public JobQuestions questions() {
    return new JobQuestions(this, prompt, answers);
  }

  CompletableFuture<JobID> submit(JobGraph graph) {
    return patient.submitJob(graph).orTimeout(SUBMISSION_SECONDS, SECONDS);
  }

  /**
   * Returns a future for the result of a job. It completes when the job ends, and fails if the
   * cluster or the job cannot be found.
   */
  CompletableFuture<JobResult> result(JobID job) {
    return patient.requestJobResult(job);
  }

  RestClusterClient<StandaloneClusterId> client() {
    return patient;
  }

  private InvalidInputException noCluster(Exception failure) {
    return InvalidInputException.of(
        "the command line",
        "--flink-master=" + address,
        ("no Flink cluster answers there (%s); expected HOST:PORT of a JobManager's REST endpoint,"
                + " such as './upstack cluster start' prints")
            .formatted(answers.reason(failure)));
  }

  /** Returns the exception for a request that a reachable cluster does not fulfill. */
  IOException failure(String what, Exception cause) {
    return answers.failure(what, cause);
  }

  /** Returns the reason of a failure in one line. */
  String reason(Exception failure) {
    return answers.reason(failure);
  }

  @Override
  public void close() {
    try (patient) {
      prompt.close();
    }
  }
}
