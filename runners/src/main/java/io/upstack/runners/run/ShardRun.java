package io.upstack.runners.run;

import io.upstack.pipelines.ShardPipeline;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.embedded.EmbeddedFlink;
import io.upstack.runners.progress.ProgressDisplay;
import io.upstack.runners.progress.StageGoal;
import io.upstack.stages.progress.ProgressHub;
import io.upstack.stages.shards.FinishedShards;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the shards of a run that are missing, on a Flink inside this process. */
final class ShardRun {
  private final PreparedRun run;

  ShardRun(PreparedRun run) {
    this.run = run;
  }

  /** Features of the reference first, then all stages of the samples. */
  void execute() throws IOException {
    Optional<Work> reference =
        run.reference().isPresent()
            ? Optional.of(work(run.referenceOrder(), run.referenceShards()))
            : Optional.empty();
    execute(reference, work(run.order(), run.shards()));
  }

  /** All stages of the samples. */
  void executeSamples() throws IOException {
    execute(Optional.empty(), work(run.order(), run.shards()));
  }

  private void execute(Optional<Work> reference, Work samples) {
    boolean done =
        samples.pending().isEmpty() && reference.map(Work::pending).orElse(List.of()).isEmpty();
    if (done) {
      return;
    }
    int slots = Slots.of(run.configuration().configuration().getExecution());
    try (EmbeddedFlink flink = EmbeddedFlink.start(slots)) {
      reference.ifPresent(work -> execute(flink, "reference", work));
      execute(flink, "samples", samples);
    }
  }

  private static void execute(EmbeddedFlink flink, String name, Work work) {
    if (work.pending().isEmpty()) {
      return;
    }
    try (ProgressDisplay display = ProgressDisplay.start(work.goals())) {
      ProgressHub.listenWith(display);
      flink.run(name, pipeline -> ShardPipeline.assemble(pipeline, work.pending(), work.order()));
    } finally {
      ProgressHub.stopListening();
    }
  }

  /** What is missing, learnt by one listing a stage. */
  private Work work(WorkOrder order, List<Shard> shards) throws IOException {
    try (ObjectStore store = ObjectStores.open(order.getOutput())) {
      return work(order, shards, store);
    }
  }

  private Work work(WorkOrder order, List<Shard> shards, ObjectStore store) throws IOException {
    List<Shard> pending = new ArrayList<>(shards);
    List<StageGoal> goals = new ArrayList<>();
    List<Shard> complete = new ArrayList<>(shards);
    for (WorkStage stage : order.getStagesList()) {
      List<Shard> done = FinishedShards.of(shards, run.layout(stage), store);
      complete.retainAll(done);
      long total = shards.stream().mapToLong(Shard::getSamples).sum();
      long already = done.stream().mapToLong(Shard::getSamples).sum();
      goals.add(new StageGoal(run.layout(stage).stage(), already, total));
    }
    pending.removeAll(complete);
    return new Work(order, pending, goals);
  }

  private record Work(WorkOrder order, List<Shard> pending, List<StageGoal> goals) {}
}
