package io.upstack.runners.run;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.run.ShardRunner.Completion;
import io.upstack.stages.shards.ShardAttempts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes the shards of a run that are missing. */
final class ShardRun {
  private final PreparedRun run;
  private final RunnerChoice choice;

  ShardRun(PreparedRun run, RunnerChoice choice) {
    this.run = run;
    this.choice = choice;
  }

  /** Features of the reference first, then all stages of the samples. */
  Completion execute() throws IOException {
    try (ShardRunner runner = ShardRunner.of(choice)) {
      if (run.reference().isPresent()) {
        make(runner, ShardJob.REFERENCE, run.referenceOrder(), run.referenceShards());
      }
      Completion completion = make(runner, ShardJob.SAMPLES, run.order(), run.shards());
      if (completion instanceof Completion.Done) {
        // Also those of jobs that were lost.
        ShardAttempts.forgetAll(run.store());
      }
      return completion;
    }
  }

  /** All stages of the samples. */
  void executeSamples() throws IOException {
    try (ShardRunner runner = ShardRunner.of(choice)) {
      make(runner, ShardJob.SAMPLES, run.order(), run.shards());
    }
  }

  private Completion make(ShardRunner runner, String name, WorkOrder order, List<Shard> shards)
      throws IOException {
    while (true) {
      ShardJob job = job(name, order, shards);
      if (job.pending().isEmpty()) {
        return new Completion.Done();
      }
      Completion completion = runner.make(job);
      if (!(completion instanceof Completion.Followed)) {
        return completion;
      }
    }
  }

  /** What is missing, learnt by one listing a stage. */
  private ShardJob job(String name, WorkOrder order, List<Shard> shards) throws IOException {
    List<Shard> pending = new ArrayList<>(shards);
    List<StageGoal> goals = new ArrayList<>();
    List<Shard> complete = new ArrayList<>(shards);
    for (WorkStage stage : order.getStagesList()) {
      List<Shard> done = FinishedShards.of(shards, run.layout(stage), run.store());
      complete.retainAll(done);
      long total = shards.stream().mapToLong(Shard::getSamples).sum();
      long already = done.stream().mapToLong(Shard::getSamples).sum();
      goals.add(new StageGoal(run.layout(stage).stage(), already, total));
    }
    pending.removeAll(complete);
    return new ShardJob(name, run, order, shards, pending, goals);
  }
}
