package io.upstack.pipelines.transforms;

import io.upstack.proto.StageWork;
import java.util.List;
import org.apache.beam.sdk.metrics.Metrics;

/**
 * Counts with Beam's metrics of the transform, with one namespace per stage. Runners publish the
 * metrics when a bundle ends, which may be as late as the end of the pipeline.
 */
final class BeamMeters implements ShardMeters {
  private static final long serialVersionUID = 1L;

  @Override
  public void shardDone(List<StageAccount> stages) {
    for (StageAccount account : stages) {
      Metrics.counter(account.stage(), MeterNames.SHARDS).inc();
      Metrics.counter(account.stage(), MeterNames.SAMPLES).inc(account.samples());
      account.work().ifPresent(BeamMeters::count);
      account
          .stepTimes()
          .counts()
          .forEach((microseconds, steps) -> count(account.stage(), microseconds, steps));
    }
  }

  private static void count(StageWork work) {
    Metrics.counter(work.getStage(), MeterNames.SAMPLES_MADE).inc(work.getSamples());
    Metrics.counter(work.getStage(), MeterNames.RETRIES).inc(work.getRetries());
    Metrics.counter(work.getStage(), MeterNames.OUT_OF_MEMORY_HALVINGS)
        .inc(work.getOutOfMemoryHalvings());
  }

  private static void count(String stage, long microseconds, long steps) {
    Metrics.distribution(stage, MeterNames.STEP_MICROSECONDS)
        .update(microseconds * steps, steps, microseconds, microseconds);
  }

  @Override
  public void shardGivenUp() {
    Metrics.counter(MeterNames.ALL_STAGES, MeterNames.GIVEN_UP).inc();
  }
}
