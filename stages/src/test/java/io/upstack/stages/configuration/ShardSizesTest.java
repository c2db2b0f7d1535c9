package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Execution;
import org.junit.jupiter.api.Test;

class ShardSizesTest {
  @Test
  void takesWhatIsConfigured() {
    assertThat(size("cpu", 32, 96)).isEqualTo(96);
    assertThat(size("cuda:0", 32, 32)).isEqualTo(32);
  }

  @Test
  void isABatchOnACpu() {
    assertThat(size("cpu", 32, 0)).isEqualTo(32);
  }

  @Test
  void isTheMultipleOfTheBatchBelow128OnAGpu() {
    assertThat(size("cuda:0", 32, 0)).isEqualTo(128);
    assertThat(size("cuda:1", 50, 0)).isEqualTo(100);
    assertThat(size("cuda:0", 256, 0)).isEqualTo(256);
  }

  private static int size(String device, int batchSize, int shardSize) {
    return ShardSizes.of(
        Execution.newBuilder()
            .setDevice(device)
            .setBatchSize(batchSize)
            .setShardSize(shardSize)
            .build());
  }
}
