package io.upstack.runners.run;

import io.upstack.pipelines.ShardPipeline;
import io.upstack.runners.embedded.EmbeddedFlink;
import io.upstack.runners.progress.ProgressDisplay;
import io.upstack.stages.progress.ProgressHub;
import java.util.Optional;

/** Makes shards on a Flink inside this process, which is started for the first of its jobs. */
final class EmbeddedShardRunner implements ShardRunner {
  private Optional<EmbeddedFlink> started = Optional.empty();

  @Override
  public Completion make(ShardJob job) {
    EmbeddedFlink flink = started.orElseGet(() -> start(job));
    started = Optional.of(flink);
    try (ProgressDisplay display = ProgressDisplay.start(job.goals())) {
      ProgressHub.listenWith(display);
      flink.run(
          job.name(), pipeline -> ShardPipeline.assemble(pipeline, job.pending(), job.order()));
    } finally {
      ProgressHub.stopListening();
    }
    return new Completion.Done();
  }

  private static EmbeddedFlink start(ShardJob job) {
    return EmbeddedFlink.start(Slots.of(job.run().configuration().configuration().getExecution()));
  }

  @Override
  public void close() {
    started.ifPresent(EmbeddedFlink::close);
  }
}
