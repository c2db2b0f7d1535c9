package io.upstack.stages.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.RunConfiguration;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.shards.ShardStage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedStagesTest {
  private static final Path CONFIGURATIONS = Path.of("..", "configs");

  @Test
  void thoseWhoAskForTheSameStagesShareThem() throws IOException {
    WorkOrder order = order(WorkStage.BASE);
    List<ShardStage> first = SharedStages.acquire(order);
    List<ShardStage> second = SharedStages.acquire(order.toBuilder().build());
    try {
      assertThat(first).hasSize(1);
      assertThat(second.get(0)).isSameAs(first.get(0));
    } finally {
      SharedStages.release(order);
    }
    List<ShardStage> third = SharedStages.acquire(order);
    assertThat(third.get(0)).as("one user was left").isSameAs(first.get(0));
    SharedStages.release(order);
    SharedStages.release(order);

    List<ShardStage> fourth = SharedStages.acquire(order);
    assertThat(fourth.get(0)).as("no user was left").isNotSameAs(first.get(0));
    SharedStages.release(order);
  }

  @Test
  void aStageThatIsNotSpecifiedIsRefused() {
    WorkOrder order = order(WorkStage.WORK_STAGE_UNSPECIFIED);
    assertThatThrownBy(() -> SharedStages.acquire(order))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the work order has a stage that is not specified");
  }

  @Test
  void stagesAreLaidOutAsTheStackIs() {
    RunConfiguration configuration = configuration();
    assertThat(StackLayouts.base(configuration.getGeneration()).directory()).isEqualTo("base");
    assertThat(StackLayouts.samples(configuration.getGeneration()).directory())
        .isEqualTo("samples");
    assertThat(StackLayouts.samples(configuration.getGeneration()).arrays().get(0).row())
        .containsExactly(32L, 32L, 3L);
    RunConfiguration.Builder alone = configuration.toBuilder();
    alone.getGenerationBuilder().clearUpsampler();
    assertThat(StackLayouts.samples(alone.getGeneration()))
        .isEqualTo(StackLayouts.base(alone.getGeneration()));
    assertThat(StackLayouts.base(alone.getGeneration()).directory()).isEqualTo("samples");
  }

  private static WorkOrder order(WorkStage stage) {
    return WorkOrder.newBuilder()
        .setConfiguration(configuration())
        .setDirectory(CONFIGURATIONS.toString())
        .setOutput("unused")
        .addStages(stage)
        .setIntraOpThreads(1)
        .build();
  }

  private static RunConfiguration configuration() {
    return ConfigurationFile.load(CONFIGURATIONS.resolve("fashion32.textproto"), List.of());
  }
}
