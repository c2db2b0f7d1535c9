package io.upstack.stages.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.Fingerprint;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.devices.ComputeDevice;
import io.upstack.stages.devices.DeviceClaim;
import io.upstack.stages.devices.DeviceLease;
import io.upstack.stages.devices.Sharing;
import io.upstack.stages.store.ChangedInputException;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedStagesTest {
  private static final Path CONFIGURATIONS = Path.of("..", "configs");

  @Test
  void thoseWhoAskForTheSameStagesShareThem() throws IOException {
    WorkOrder order = order(WorkStage.BASE);
    DeviceLease<OpenStages> first = SharedStages.acquire(order);
    DeviceLease<OpenStages> second = SharedStages.acquire(order.toBuilder().build());
    try {
      assertThat(first.models().stages()).hasSize(1);
      assertThat(second.models()).isSameAs(first.models());
    } finally {
      second.close();
    }
    DeviceLease<OpenStages> third = SharedStages.acquire(order);
    assertThat(third.models()).as("one user was left").isSameAs(first.models());
    third.close();
    first.close();

    try (DeviceLease<OpenStages> fourth = SharedStages.acquire(order)) {
      assertThat(fourth.models()).as("no user was left").isNotSameAs(first.models());
    }
  }

  @Test
  void networksComputeWhereConfiguredAndMeasurementsOnTheProcessor() {
    WorkOrder.Builder order = order(WorkStage.BASE).toBuilder();
    assertThat(SharedStages.claim(order.build()))
        .isEqualTo(new DeviceClaim(List.of(ComputeDevice.CPU), Sharing.ALONE, "makes unused"));
    order.getConfigurationBuilder().getExecutionBuilder().setDevice("cuda:999");
    assertThatThrownBy(() -> SharedStages.claim(order.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cuda:999: libtorch 2.7.1 (");
    order.setStages(0, WorkStage.POOL_ROOT);
    assertThat(SharedStages.claim(order.build()).devices()).containsExactly(ComputeDevice.CPU);
  }

  @Test
  void aStageThatIsNotSpecifiedIsRefused() {
    WorkOrder order = order(WorkStage.WORK_STAGE_UNSPECIFIED);
    assertThatThrownBy(() -> SharedStages.acquire(order))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the work order has a stage that is not specified");
  }

  @Test
  void aCheckpointThatIsNotTheRecordsIsNotLoaded() throws IOException {
    for (String field :
        List.of("generation.base.model_path", "generation.base.classifier.classifier_path")) {
      String recorded = "0123456789abcdef".repeat(4);
      WorkOrder order =
          order(WorkStage.BASE).toBuilder()
              .addFingerprints(Fingerprint.newBuilder().setField(field).setSha256(recorded))
              .build();
      String name = field.endsWith("model_path") ? "base.pt" : "classifier.pt";
      Path file = CONFIGURATIONS.resolve("fashion32").resolve(name);
      assertThatThrownBy(() -> SharedStages.acquire(order))
          .isInstanceOf(ChangedInputException.class)
          .hasMessageContaining(name + "' has changed: it had SHA-256 " + recorded)
          .hasMessageContaining("has " + InputFile.of(file.toString()).sha256() + " now");
    }
  }

  @Test
  void imagesThatAreNotWhatWasFingerprintedAreNotDescribed() {
    WorkOrder.Builder order = order(WorkStage.REFERENCE_FEATURES).toBuilder();
    Path reference = CONFIGURATIONS.resolve("fashion32").resolve("reference.npz");
    String recorded = "0123456789abcdef".repeat(4);
    order
        .getFeaturesBuilder()
        .setImages(reference.toString())
        .setImagesSha256(recorded)
        .setExtractorSha256(recorded)
        .setHeight(32)
        .setWidth(32);
    assertThatThrownBy(() -> SharedStages.acquire(order.build()))
        .isInstanceOf(ChangedInputException.class)
        .hasMessageContaining("reference.npz' has changed: it had SHA-256 " + recorded);
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
