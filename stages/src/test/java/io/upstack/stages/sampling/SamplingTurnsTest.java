package io.upstack.stages.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.upstack.proto.Shard;
import io.upstack.stages.devices.DeviceTurns;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.diffusion.MicroBatch;
import io.upstack.stages.diffusion.Prediction;
import io.upstack.stages.diffusion.Sampler;
import io.upstack.stages.diffusion.SamplingMethod;
import io.upstack.stages.diffusion.SamplingStage;
import io.upstack.stages.diffusion.TinyDenoisers;
import io.upstack.stages.programs.InterruptedWorkException;
import io.upstack.stages.programs.Program;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardLayout.Labelled;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage.ProgressOfShard;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a shard's sampling waits, and when it is left. */
@Timeout(120)
class SamplingTurnsTest {
  private static final Denoiser DENOISER =
      TinyDenoisers.unconditional(new SamplingMethod.Ddpm(), Prediction.EPSILON, 3);
  private static final Shard SHARD = Shard.newBuilder().setIndex(0).setSamples(6).build();
  private static Program program;

  private final DeviceTurns turns = DeviceTurns.oneAtATime();

  @BeforeAll
  static void load() throws IOException {
    program = TinyDenoisers.load(DENOISER);
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void aShardIsSampledWhenTheDeviceIsFree() {
    List<Long> progress = new CopyOnWriteArrayList<>();
    CompletableFuture<ShardOutput> sampled;
    try (DeviceTurns.Turn ofAnother = turns.take()) {
      assertThat(ofAnother).isNotNull();
      sampled = CompletableFuture.supplyAsync(() -> sample(progress::add));
      await().during(Duration.ofMillis(300)).until(() -> progress.isEmpty());
      assertThat(sampled).isNotDone();
    }
    assertThat(sampled.join().stepTimes().steps()).isEqualTo(3 * 3);
    assertThat(progress).containsExactly(2L, 2L, 2L);
  }

  @Test
  void whoIsInterruptedLeavesWithinAStepAndGivesTheDeviceBack() {
    List<Long> progress = new CopyOnWriteArrayList<>();
    assertThatThrownBy(
            () ->
                sample(
                    samples -> {
                      progress.add(samples);
                      Thread.currentThread().interrupt();
                    }))
        .isInstanceOf(InterruptedWorkException.class)
        .hasMessage("interrupted before step 2 of base");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(progress).containsExactly(2L);
    assertThat(
            CompletableFuture.supplyAsync(() -> sample(samples -> {})).join().stepTimes().steps())
        .isEqualTo(3 * 3);
  }

  private ShardOutput sample(ProgressOfShard progress) {
    ShardLayout layout = ShardLayout.ofImages("base", "samples", 4, Labelled.NO);
    Sampler sampler = new Sampler(SamplingStage.BASE, DENOISER, program, 3);
    return new ShardSampling(layout, sampler, () -> 2, turns)
        .sample(
            SHARD,
            batch -> new MicroBatch(batch.samples(), Optional.empty(), Optional.empty()),
            Optional.empty(),
            progress);
  }
}
