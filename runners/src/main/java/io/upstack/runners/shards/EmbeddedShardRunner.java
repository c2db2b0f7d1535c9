package io.upstack.runners.shards;

import io.upstack.pipelines.ShardPipeline;
import io.upstack.runners.embedded.EmbeddedFlink;
import io.upstack.runners.progress.ProgressDisplay;
import io.upstack.stages.progress.ProgressHub;
import java.util.Optional;

/** Makes shards on a Flink inside this process, which starts with the first job. */
public final class EmbeddedShardRunner implements ShardRunner {
  private final int slots;
  private Optional<EmbeddedFlink> started = Optional.empty();

  /**
   * @param slots the number of shards in work at once
   */
  public EmbeddedShardRunner(int slots) {
    this.slots = slots;
  }

  @Override
  public Completion make(ShardJob job) {
    EmbeddedFlink flink = started.orElseGet(() -> EmbeddedFlink.start(slots));
    started = Optional.of(flink);
    try (ProgressDisplay display = ProgressDisplay.start(job.goals())) {
      ProgressHub.listenWith(display);
      flink.run(
          job.name(), pipeline -> ShardPipeline.assemble(pipeline, job.pending(), job.order()));
      display.complete();
    } finally {
      ProgressHub.stopListening();
    }
    return new Completion.Done();
  }

  @Override
  public void close() {
    started.ifPresent(EmbeddedFlink::close);
  }
}
