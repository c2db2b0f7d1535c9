package io.upstack.runners.shards;

import io.upstack.pipelines.ShardPipeline;
import io.upstack.proto.AttemptLimit;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.jobs.BeamProgram;
import io.upstack.runners.jobs.ClusterProgram;
import io.upstack.runners.meters.FlinkMeters;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.remote.GivenUpShards;
import io.upstack.runners.remote.JobGoals;
import java.util.UUID;

/** What workers on other machines are told of a job, and what the cluster is told of it. */
final class CountedWork {
  private static final int ATTEMPTS = 3;

  private CountedWork() {}

  /** Makes the job's shards, of which one is given up after a few attempts; then the job fails. */
  static ClusterProgram program(ShardJob job) {
    WorkOrder order = order(job);
    return new BeamProgram(
        pipeline ->
            ShardPipeline.assemble(pipeline, job.pending(), order, new FlinkMeters())
                .apply("given up", GivenUpShards.failTheJob()));
  }

  private static WorkOrder order(ShardJob job) {
    AttemptLimit attempts =
        AttemptLimit.newBuilder()
            .setLaunch(UUID.randomUUID().toString())
            .setLimit(ATTEMPTS)
            .build();
    return SharedOutput.of(job.order()).toBuilder().setAttempts(attempts).build();
  }

  /** By which whoever comes to the same output finds the job. */
  static String name(String what, WorkOrder order) {
    return "upstack %s %s".formatted(what, order.getOutput());
  }

  static JobGoals goals(ShardJob job) {
    StageGoal any = job.goals().get(0);
    boolean areUnits = job.pending().get(0).hasStage();
    long pending =
        job.pending().stream().mapToLong(shard -> areUnits ? 1 : shard.getSamples()).sum();
    return new JobGoals(
        job.goals().stream().map(StageGoal::stage).toList(),
        job.shards(),
        job.pending().size(),
        any.total(),
        pending);
  }
}
