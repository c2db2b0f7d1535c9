package io.upstack.stages.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.devices.DeviceLease;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two slots of a process on one GPU. */
class GpuStagesTest {
  private static final Path CONFIGURATIONS = Path.of("..", "configs");

  @TempDir private Path folder;

  @BeforeEach
  void requireGpu() {
    assumeTrue(
        TorchEngine.gpuCount() > 0,
        "this machine's libtorch sees no CUDA device that slots could take turns on");
  }

  @Test
  void shareTheModelsAndTakeTurns() throws IOException {
    WorkOrder order = order();
    try (ObjectStore store = ObjectStores.open(folder.resolve("out").toString());
        DeviceLease<OpenStages> one = SharedStages.acquire(order);
        DeviceLease<OpenStages> two = SharedStages.acquire(order)) {
      assertThat(one.device().name()).isEqualTo("cuda:0");
      assertThat(two.models()).isSameAs(one.models());
      ShardStage stage = one.models().stages().get(0);
      byte[] alone = images(stage, store);
      CompletableFuture<byte[]> first = CompletableFuture.supplyAsync(() -> images(stage, store));
      CompletableFuture<byte[]> second = CompletableFuture.supplyAsync(() -> images(stage, store));
      assertThat(first.join()).isEqualTo(alone);
      assertThat(second.join()).isEqualTo(alone);
    }
  }

  private static byte[] images(ShardStage stage, ObjectStore store) {
    Shard shard = Shard.newBuilder().setIndex(0).setSamples(4).build();
    try {
      ShardOutput made = stage.make(shard, store, samples -> {});
      ByteArrayOutputStream pixels = new ByteArrayOutputStream();
      made.arrays().get(0).content().writeTo(pixels);
      return pixels.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WorkOrder order() {
    return WorkOrder.newBuilder()
        .setConfiguration(
            ConfigurationFile.load(
                CONFIGURATIONS.resolve("fashion32.textproto"),
                List.of(
                    "execution.device=cuda:0",
                    "execution.batch_size=4",
                    "generation.base.diffusion.timestep_respacing=3")))
        .setDirectory(CONFIGURATIONS.toAbsolutePath().normalize().toString())
        .setOutput("unused")
        .addStages(WorkStage.BASE)
        .setIntraOpThreads(1)
        .build();
  }
}
