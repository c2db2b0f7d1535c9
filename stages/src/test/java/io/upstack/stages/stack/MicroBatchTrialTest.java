package io.upstack.stages.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.FeatureOrder;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.features.TinyExtractor;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tries micro-batches of the shipped stack. */
class MicroBatchTrialTest {
  private static final Path CONFIGURATIONS = Path.of("..", "configs");

  @TempDir private Path folder;

  @Test
  void whatDoesNotFitIsNotTaken() throws IOException {
    WorkOrder order = withExtractorOfTwo(order(8, WorkStage.BASE, WorkStage.FEATURES));
    assertThat(MicroBatchTrial.search(order)).isIn(1, 2);
    try (MicroBatchTrial trial = MicroBatchTrial.open(order)) {
      assertThat(trial.samplesPerSecond(2).orElseThrow()).isPositive();
      assertThat(trial.samplesPerSecond(4)).isEqualTo(OptionalDouble.empty());
    }
  }

  @Test
  void upsamplersAloneAreTriedOnBlackImages() throws IOException {
    assertThat(MicroBatchTrial.search(order(2, WorkStage.UPSAMPLE))).isIn(1, 2);
  }

  /** Describes images of 16x16: a sum a channel, 16 spatial features, 16 logits. */
  private WorkOrder withExtractorOfTwo(WorkOrder order) throws IOException {
    WorkOrder.Builder described = order.toBuilder();
    String extractor = TinyExtractor.writeLimited(2, folder).toAbsolutePath().toString();
    described
        .setFeatures(
            FeatureOrder.newBuilder()
                .setExtractorSha256(InputFile.of(extractor).sha256())
                .setPool(3)
                .setSpatial(16)
                .setLogits(3)
                .setHeight(16)
                .setWidth(16))
        .getConfigurationBuilder()
        .getEvaluationBuilder()
        .setExtractor(extractor);
    described.getConfigurationBuilder().getGenerationBuilder().clearUpsampler();
    return described.build();
  }

  private static WorkOrder order(int samples, WorkStage... stages) {
    RunConfiguration configuration =
        ConfigurationFile.load(
            CONFIGURATIONS.resolve("fashion32.textproto"),
            List.of("generation.num_samples=" + samples, "execution.batch_size=0"));
    return WorkOrder.newBuilder()
        .setConfiguration(configuration)
        .setDirectory(CONFIGURATIONS.toAbsolutePath().normalize().toString())
        .setOutput("unused")
        .addAllStages(List.of(stages))
        .setIntraOpThreads(1)
        .build();
  }
}
