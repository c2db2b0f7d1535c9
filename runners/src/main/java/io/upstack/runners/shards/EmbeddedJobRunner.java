package io.upstack.runners.shards;

import io.upstack.pipelines.transforms.JobTerms;
import io.upstack.runners.embedded.EmbeddedFlink;
import io.upstack.runners.jobs.FlinkSlots;
import io.upstack.runners.progress.ProgressDisplay;
import io.upstack.stages.progress.ProgressHub;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Runs pipelines on a Flink inside this process, which starts with the first job. */
public final class EmbeddedJobRunner implements JobRunner {
  private final int slots;
  private Optional<EmbeddedFlink> started = Optional.empty();

  /**
   * @param slots the number of shards or units in work at once
   */
  public EmbeddedJobRunner(int slots) {
    this.slots = slots;
  }

  @Override
  public Completion run(PipelineJob job) {
    EmbeddedFlink flink = started.orElseGet(() -> EmbeddedFlink.start(slots));
    started = Optional.of(flink);
    PipelineJob.Placement placement =
        new PipelineJob.Placement(
            UnaryOperator.identity(), JobTerms.inThisProcess(FlinkSlots.keys(slots)));
    try (ProgressDisplay display = ProgressDisplay.start(job.goals().shown())) {
      ProgressHub.listenWith(display);
      flink.run(job.name(), pipeline -> job.assembly().addTo(pipeline, placement));
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
