package io.upstack.runners.shards;

import io.upstack.proto.AttemptLimit;
import io.upstack.runners.cluster.Masters;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.progress.ProgressDisplay;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.runners.remote.JobSettings;
import io.upstack.runners.remote.JobSettings.Recovery;
import io.upstack.runners.remote.JobSummary;
import io.upstack.runners.remote.PlannedJob;
import io.upstack.runners.remote.RemoteFlink;
import io.upstack.runners.remote.RemoteJob;
import io.upstack.stages.stack.WorkerCheck;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs pipelines on a Flink cluster. A job there outlives this process. A command that comes to the
 * same output while the job runs follows the job, and does not do its work a second time.
 */
public final class ClusterJobRunner implements JobRunner {
  private static final Logger logger = LoggerFactory.getLogger(ClusterJobRunner.class);

  private final RunnerChoice.Flink choice;
  private final WorkerCheck.Shared shared;
  private final Consumer<RemoteJob> whenTaken;
  private Optional<FlinkSession> opened = Optional.empty();
  private Optional<RemoteFlink> flink = Optional.empty();
  private Optional<Integer> firstSlots = Optional.empty();
  private boolean workersAreChecked;

  /**
   * @param shared what all workers have to reach
   */
  public ClusterJobRunner(RunnerChoice.Flink choice, WorkerCheck.Shared shared) {
    this(choice, shared, job -> {});
  }

  /**
   * Makes a runner that also reports its jobs.
   *
   * @param whenTaken the receiver of each job of a pipeline, once the cluster has accepted it
   */
  public ClusterJobRunner(
      RunnerChoice.Flink choice, WorkerCheck.Shared shared, Consumer<RemoteJob> whenTaken) {
    this.choice = choice;
    this.shared = SharedOutput.of(shared);
    this.whenTaken = whenTaken;
  }

  @Override
  public Completion run(PipelineJob job) throws IOException {
    FlinkSession session = session();
    ClusterCapacity.check(session);
    String name = CountedWork.name(job.name(), output());
    Optional<JobSummary> running = running(session, job);
    if (running.isPresent()) {
      return follow(RemoteJob.of(session, running.get()), job);
    }
    int slots = slots(session);
    Optional<RemoteJob> check = checkWorkers(slots);
    AttemptLimit attempts =
        CountedWork.attempts(Math.min(slots, session.overview().taskManagers()));
    PlannedJob planned =
        flink()
            .plan(
                name,
                new JobSettings(slots, Recovery.RESTART, Optional.of(job.goals())),
                CountedWork.program(job, attempts, slots));
    if (check.isPresent()) {
      check.get().await();
      workersAreChecked = true;
    }
    RemoteJob remote = planned.submit();
    whenTaken.accept(remote);
    logger.info(
        "job {} runs on {}, whatever becomes of this command; it ends with: ./upstack cancel {}"
            + " --flink-master={}",
        remote.id(),
        session.address(),
        remote.id(),
        session.address());
    if (leaves(job)) {
      return new Completion.Submitted(remote.id());
    }
    CountedWork.await(job, attempts, () -> await(remote, job, ClusterProgress::complete));
    return new Completion.Done();
  }

  private Completion follow(RemoteJob remote, PipelineJob job) throws IOException {
    logger.info("job {} is at work on this output already, and is followed", remote.id());
    if (leaves(job)) {
      return new Completion.Submitted(remote.id());
    }
    await(remote, job, ClusterProgress::finish);
    return new Completion.Followed();
  }

  private boolean leaves(PipelineJob job) {
    return choice.presence() == RunnerChoice.Presence.DETACHED
        && job.waiting() == PipelineJob.Waiting.IF_ATTACHED;
  }

  private void await(RemoteJob remote, PipelineJob job, Consumer<ClusterProgress> end)
      throws IOException {
    try (ProgressDisplay display = ProgressDisplay.start(job.goals().shown());
        ClusterProgress progress =
            ClusterProgress.start(
                session().questions(), remote.id(), job.goals().shown(), display)) {
      remote.await();
      end.accept(progress);
    }
  }

  /**
   * Returns the slots of the next job. A run begins only if there are enough, and its later jobs
   * wait for them.
   */
  private int slots(FlinkSession session) throws IOException {
    if (firstSlots.isPresent()) {
      return ClusterCapacity.slotsAgain(session, firstSlots.get());
    }
    int slots = ClusterCapacity.slots(session, choice.parallelism());
    firstSlots = Optional.of(slots);
    return slots;
  }

  /**
   * Starts the check of the workers, on as many slots as the job will have, so that every worker
   * that gets work has been checked.
   */
  private Optional<RemoteJob> checkWorkers(int slots) throws IOException {
    if (workersAreChecked) {
      return Optional.empty();
    }
    return Optional.of(
        flink()
            .plan(
                CountedWork.name("check", output()),
                new JobSettings(slots, Recovery.RESTART, Optional.empty()),
                new WorkerLooks(shared))
            .submit());
  }

  private Optional<JobSummary> running(FlinkSession session, PipelineJob job) throws IOException {
    Set<String> names = new HashSet<>();
    names.add(CountedWork.name(job.name(), output()));
    job.follows().forEach(other -> names.add(CountedWork.name(other, output())));
    return session.jobs().stream()
        .filter(other -> names.contains(other.name()) && !other.state().isEnd())
        .findFirst();
  }

  private FlinkSession session() throws IOException {
    if (opened.isEmpty()) {
      opened = Optional.of(FlinkSession.open(Masters.address(choice.master())));
    }
    return opened.get();
  }

  private RemoteFlink flink() throws IOException {
    if (flink.isEmpty()) {
      flink = Optional.of(RemoteFlink.open(session()));
    }
    return flink.get();
  }

  private String output() {
    return shared.orders().get(0).getOutput();
  }

  @Override
  public void close() {
    try {
      flink.ifPresent(RemoteFlink::close);
    } finally {
      opened.ifPresent(FlinkSession::close);
    }
  }
}
