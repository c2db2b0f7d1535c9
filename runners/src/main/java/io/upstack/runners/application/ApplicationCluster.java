package io.upstack.runners.application;

import io.upstack.runners.jobs.BeamProgram;
import io.upstack.runners.jobs.ClusterEnvironment;
import io.upstack.runners.jobs.ClusterProgram;
import io.upstack.runners.jobs.FailureCause;
import io.upstack.runners.jobs.PipelineCancelledException;
import io.upstack.runners.jobs.PipelineFailedException;
import io.upstack.runners.remote.JobSettings;
import io.upstack.stages.problems.InvalidInputException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.sdk.transforms.Create;
import org.apache.flink.api.java.ExecutionEnvironment;
import org.apache.flink.client.program.ContextEnvironment;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptionsInternal;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.client.JobCancellationException;
import org.apache.flink.util.ExceptionUtils;

/**
 * The cluster whose JobManager has called our main method.
 *
 * <p>A program that watches an application, such as the Flink Kubernetes Operator, gives it the id
 * of one job, and Flink takes a second job with that id for the first. So the job that takes
 * longest gets that id, and all other jobs get their own.
 */
public final class ApplicationCluster {
  private static final AtomicReference<ApplicationCluster> entered = new AtomicReference<>();

  private final ContextEnvironment environment;
  private final Configuration configuration;
  private boolean watchedJobIsTaken;

  private ApplicationCluster(ContextEnvironment environment) {
    this.environment = environment;
    this.configuration = new Configuration(environment.getConfiguration());
  }

  /** Whether a job is the one that is watched from outside the application. */
  public enum Watch {
    /** The job has the id that the watching program knows. */
    WATCHED,
    BESIDES
  }

  /** Sets the current cluster. The main method has to call this in its own thread. */
  static ApplicationCluster enter() {
    ExecutionEnvironment environment = ExecutionEnvironment.getExecutionEnvironment();
    if (!(environment instanceof ContextEnvironment context)) {
      throw new IllegalStateException("this is the main method of a Flink application");
    }
    entered.set(new ApplicationCluster(context));
    return entered.get();
  }

  /**
   * Returns the cluster of this process.
   *
   * @throws InvalidInputException if this process is not the JobManager of an application
   */
  public static ApplicationCluster current() {
    if (entered.get() == null) {
      throw InvalidInputException.of(
          "the command line",
          "--runner=application",
          "expected to be called by a JobManager, as the main method of an application: class "
              + ApplicationMain.class.getName());
    }
    return entered.get();
  }

  /** Returns how many shards are in work at once, as configured when the cluster was started. */
  public int parallelism() {
    return configuration.get(CoreOptions.DEFAULT_PARALLELISM);
  }

  /**
   * Returns how many TaskManagers provide this many slots, if each has the configured number of
   * slots.
   */
  public int workers(int slots) {
    int each = configuration.get(TaskManagerOptions.NUM_TASK_SLOTS);
    return (slots + each - 1) / each;
  }

  /**
   * Runs a program to its end.
   *
   * @throws PipelineFailedException with the exception of the failed user code as its cause
   * @throws PipelineCancelledException if the job was cancelled
   */
  public void run(String name, JobSettings settings, Watch watch, ClusterProgram program)
      throws InterruptedIOException {
    AtomicReference<JobClient> submitted = new AtomicReference<>();
    try {
      ClusterEnvironment.during(
          () -> program.execute(name, settings.slots()),
          new ApplicationExecutor(environment.getExecutorServiceLoader(), settings, submitted::set),
          configuration(watch));
    } catch (RuntimeException e) {
      throw new PipelineFailedException(FailureCause.of(e));
    }
    await(name, submitted.get());
  }

  private Configuration configuration(Watch watch) {
    Configuration ofJob = new Configuration(configuration);
    ofJob.set(DeploymentOptions.ATTACHED, false);
    if (watch == Watch.WATCHED) {
      watchedJobIsTaken = true;
    } else {
      ofJob.removeConfig(PipelineOptionsInternal.PIPELINE_FIXED_JOB_ID);
    }
    return ofJob;
  }

  private static void await(String name, JobClient job) throws InterruptedIOException {
    try {
      job.getJobExecutionResult().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for " + name);
    } catch (ExecutionException | CancellationException e) {
      if (e instanceof CancellationException
          || ExceptionUtils.findThrowable(e, JobCancellationException.class).isPresent()) {
        throw new PipelineCancelledException(name, e);
      }
      throw new PipelineFailedException(FailureCause.of(e));
    }
  }

  /**
   * Runs a small job with the watched id if no job of this run had it, because nothing was left to
   * do. The watching program expects to see that job end.
   */
  void finish() throws InterruptedIOException {
    if (!watchedJobIsTaken) {
      run(
          "upstack done",
          new JobSettings(1, JobSettings.Recovery.FAIL, Optional.empty()),
          Watch.WATCHED,
          new BeamProgram(pipeline -> pipeline.apply(Create.of(List.of("done")))));
    }
  }
}
