package io.upstack.runners.run;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.remote.RemoteFlink;
import io.upstack.runners.shards.ApplicationShardRunner;
import io.upstack.runners.shards.ClusterShardRunner;
import io.upstack.runners.shards.EmbeddedShardRunner;
import io.upstack.runners.shards.ShardJob;
import io.upstack.runners.shards.ShardRunner;
import io.upstack.runners.shards.ShardRunner.Completion;
import io.upstack.stages.plan.RunOutput;
import io.upstack.stages.shards.FinishedShards;
import io.upstack.stages.shards.ShardAttempts;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.PassingObjects;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the missing shards of a run. */
final class ShardRun {
  private static final String REFERENCE = "reference";
  private static final String SAMPLES = "samples";

  private final PreparedRun run;
  private final ShardRunner runner;

  ShardRun(PreparedRun run, ShardRunner runner) {
    this.run = run;
    this.runner = runner;
  }

  /** Starts slow preparations for a cluster in the background, while the run itself is prepared. */
  static void getReady(RunnerChoice choice) {
    if (choice instanceof RunnerChoice.Flink) {
      RemoteFlink.getReady();
    }
  }

  /** Returns the runner that makes the shards of a run. */
  static ShardRunner runner(PreparedRun run, RunnerChoice choice) {
    if (choice instanceof RunnerChoice.Flink flink) {
      return new ClusterShardRunner(flink, run.order(), run.record());
    }
    if (choice instanceof RunnerChoice.Application application) {
      return new ApplicationShardRunner(application, run.order(), run.record());
    }
    return new EmbeddedShardRunner(Slots.of(run.configuration().configuration().getExecution()));
  }

  /** The work of a command after the samples are made. */
  interface Sequel {
    /**
     * Does the work.
     *
     * @param runner the runner that has made the samples
     */
    void follow(ShardRunner runner) throws Exception;
  }

  /** Makes samples and then does the sequel, unless a cluster continues without this process. */
  static ExitStatus perform(PreparedRun run, RunnerChoice choice, PrintWriter output, Sequel sequel)
      throws Exception {
    try (ShardRunner runner = runner(run, choice)) {
      if (new ShardRun(run, runner).execute() instanceof Completion.Submitted submitted) {
        output.printf("job: %s%n", submitted.jobId());
      } else {
        RunOutput made = new RunOutput(run.store());
        made.checkIsOf(run.record());
        sequel.follow(runner);
        made.checkIsOf(run.record());
      }
      return ExitStatus.DONE;
    }
  }

  /** Makes the features of the reference first, and then all stages of the samples. */
  Completion execute() throws IOException {
    // The samples are listed before any work, because objects of another run among them are an
    // error.
    ShardJob samples = samples();
    if (run.reference().isPresent()) {
      // These features take only a moment, and a command may detach only from the samples' own job.
      make(reference(), this::reference);
    }
    Completion completion = make(samples, this::samples);
    if (completion instanceof Completion.Done) {
      // This also removes the marks of jobs that were lost.
      ShardAttempts.forgetAll(run.store());
      // Earlier versions gave the answers about a batch size names with this prefix.
      PassingObjects.removeOld(run.store(), "batch-size-", Clock.systemUTC());
    }
    return completion;
  }

  /** Makes all stages of the samples. */
  Completion executeSamples() throws IOException {
    return make(samples(), this::samples);
  }

  private ShardJob samples() throws IOException {
    return job(SAMPLES, run.order(), run.shards(), ShardJob.Waiting.IF_ATTACHED);
  }

  private ShardJob reference() throws IOException {
    return job(REFERENCE, run.referenceOrder(), run.referenceShards(), ShardJob.Waiting.ALWAYS);
  }

  /** Finds the missing shards with one listing for each stage. */
  private interface Look {
    ShardJob look() throws IOException;
  }

  private Completion make(ShardJob first, Look further) throws IOException {
    ShardJob job = first;
    while (true) {
      if (job.isDone()) {
        return new Completion.Done();
      }
      Completion completion = runner.make(job);
      if (!(completion instanceof Completion.Followed)) {
        return completion;
      }
      job = further.look();
    }
  }

  /**
   * Returns the job of making the missing shards, which it finds with one listing for each stage.
   */
  private ShardJob job(String name, WorkOrder order, List<Shard> shards, ShardJob.Waiting waiting)
      throws IOException {
    Map<ShardLayout, List<Shard>> finished = finished(order, shards);
    List<StageGoal> goals = new ArrayList<>();
    for (Map.Entry<ShardLayout, List<Shard>> stage : finished.entrySet()) {
      goals.add(new StageGoal(stage.getKey().stage(), samples(stage.getValue()), samples(shards)));
    }
    List<Shard> pending = pending(shards, finished.values());
    return new ShardJob(name, order, shards.size(), pending, goals, waiting);
  }

  /** Returns the shards that not all stages have finished, in their order. */
  static List<Shard> pending(List<Shard> shards, Collection<List<Shard>> finished) {
    Set<Shard> complete = new HashSet<>(shards);
    finished.forEach(stage -> complete.retainAll(new HashSet<>(stage)));
    return shards.stream().filter(shard -> !complete.contains(shard)).toList();
  }

  private Map<ShardLayout, List<Shard>> finished(WorkOrder order, List<Shard> shards)
      throws IOException {
    Map<ShardLayout, List<Shard>> finished = new LinkedHashMap<>();
    try (ObjectStore store = ObjectStores.open(order.getOutput())) {
      for (WorkStage stage : order.getStagesList()) {
        ShardLayout layout = run.layout(stage);
        finished.put(
            layout,
            stage == WorkStage.REFERENCE_FEATURES
                ? FinishedShards.of(shards, layout, store)
                : FinishedShards.of(shards, layout, store, run.origin()));
      }
    }
    return finished;
  }

  private static long samples(List<Shard> shards) {
    return shards.stream().mapToLong(Shard::getSamples).sum();
  }
}
