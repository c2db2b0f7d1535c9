package io.upstack.runners.remote;

import io.upstack.pipelines.EvaluationPipeline;
import io.upstack.runners.jobs.PipelineCancelledException;
import io.upstack.runners.jobs.PipelineFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.client.deployment.StandaloneClusterId;
import org.apache.flink.client.program.rest.RestClusterClient;
import org.apache.flink.runtime.rest.messages.EmptyRequestBody;
import org.apache.flink.runtime.rest.messages.JobConfigHeaders;
import org.apache.flink.runtime.rest.messages.JobConfigInfo;
import org.apache.flink.runtime.rest.messages.JobMessageParameters;
import org.apache.flink.runtime.rest.messages.job.JobDetailsInfo;

/** Asks a JobManager for the state of a job. It asks nothing of the store. */
public final class JobQuestions {
  private final FlinkSession session;
  private final RestClusterClient<StandaloneClusterId> client;
  private final Answers answers;

  JobQuestions(
      FlinkSession session, RestClusterClient<StandaloneClusterId> client, Answers answers) {
    this.session = session;
    this.client = client;
    this.answers = answers;
  }

  /** Returns the state of the job, as of the last heartbeats of its processes. */
  public JobState state(JobSummary job) throws IOException {
    JobDetailsInfo details =
        answers.await(client.getJobDetails(id(job.id())), "tell of the job " + job.id());
    List<StageState> stages = stages(job.id());
    return new JobState(
        job,
        running(details),
        measuring(details),
        job.state() == JobSummary.State.FINISHED
            ? stages.stream().map(StageState::completed).toList()
            : stages,
        failure(job));
  }

  /**
   * Returns the progress of the job in each of its stages; an empty list if the job makes no
   * shards.
   */
  public List<StageState> stages(String job) throws IOException {
    Optional<JobGoals> goals = goals(job);
    if (goals.isEmpty()) {
      return List.of();
    }
    Map<String, Object> accumulators =
        answers.await(
            client.getAccumulators(id(job), JobQuestions.class.getClassLoader()),
            "tell what the job %s has counted".formatted(job));
    return goals.get().stages().stream().map(stage -> StageState.of(stage, accumulators)).toList();
  }

  private Optional<JobGoals> goals(String job) throws IOException {
    JobMessageParameters parameters = new JobMessageParameters();
    parameters.jobPathParameter.resolve(id(job));
    JobConfigInfo configuration =
        answers.await(
            client.sendRequest(
                JobConfigHeaders.getInstance(), parameters, EmptyRequestBody.getInstance()),
            "tell the configuration of the job " + job);
    return Optional.ofNullable(configuration.getExecutionConfigInfo())
        .flatMap(execution -> JobGoals.of(execution.getGlobalJobParameters()));
  }

  private static Duration running(JobDetailsInfo details) {
    long begun = details.getTimestamps().getOrDefault(JobStatus.RUNNING, 0L);
    if (begun == 0) {
      return Duration.ZERO;
    }
    long until = details.getEndTime() > 0 ? details.getEndTime() : details.getNow();
    return Duration.ofMillis(Math.max(0, until - begun));
  }

  /** Returns the time since the first task of a measurement began, until now or its end. */
  private static Duration measuring(JobDetailsInfo details) {
    long begun =
        details.getJobVertexInfos().stream()
            .filter(vertex -> vertex.getName().contains(EvaluationPipeline.STATISTICS))
            .mapToLong(JobDetailsInfo.JobVertexDetailsInfo::getStartTime)
            .filter(start -> start > 0)
            .min()
            .orElse(0);
    if (begun == 0) {
      return Duration.ZERO;
    }
    long until = details.getEndTime() > 0 ? details.getEndTime() : details.getNow();
    return Duration.ofMillis(Math.max(0, until - begun));
  }

  private Optional<String> failure(JobSummary job) throws IOException {
    if (job.state() != JobSummary.State.FAILED) {
      return Optional.empty();
    }
    try {
      RemoteJob.of(session, job).await();
      return Optional.empty();
    } catch (PipelineFailedException | PipelineCancelledException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static JobID id(String job) {
    return JobID.fromHexString(job);
  }
}
