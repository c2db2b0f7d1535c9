package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Labels;
import io.upstack.proto.RunConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a checkpoint whose embedding of one class is damaged. */
final class NotFiniteTest {
  private static final int DAMAGED_CLASS = 9;
  private static final int EMBEDDING = 256;

  /**
   * The size of label_emb.weight, float32 [10, 256], in bytes. No other tensor of base.pt has it.
   */
  private static final int LABEL_EMBEDDING_BYTES = 10 * EMBEDDING * Float.BYTES;

  @TempDir private Path directory;

  @Test
  void stopsTheShardAndLeavesTheOthers() throws Exception {
    Path checkpoint = directory.resolve("base.pt");
    PatchedCheckpoint.withNaN(
        SmallStack.MODELS.resolve("base.pt"),
        LABEL_EMBEDDING_BYTES,
        DAMAGED_CLASS * EMBEDDING,
        checkpoint);
    Labels.Explicit.Builder labels =
        Labels.Explicit.newBuilder().addAllLabel(Collections.nCopies(24, 3));
    labels.setLabel(21, DAMAGED_CLASS);
    RunConfiguration.Builder stack = SmallStack.builder(directory.resolve("unread.npz"));
    stack.getGenerationBuilder().getBaseBuilder().setModelPath("base.pt");
    stack.getGenerationBuilder().setLabels(Labels.newBuilder().setExplicit(labels));
    RunConfiguration.Builder healthy = stack.clone();
    healthy
        .getGenerationBuilder()
        .setNumSamples(16)
        .getLabelsBuilder()
        .setExplicit(
            Labels.Explicit.newBuilder().addAllLabel(labels.getLabelList().subList(0, 16)));
    Path output = directory.resolve("out");
    assertThat(InProcess.generate(SmallStack.write(directory, healthy), output).status()).isZero();
    OutputListing before = OutputListing.of(output);

    Path configuration = SmallStack.write(directory, stack);
    Outcome outcome = InProcess.generate(configuration, output);

    assertThat(outcome)
        .isEqualTo(
            new Outcome(
                1,
                "",
                """
                upstack: stage base, shard 1 (samples 16 to 23): base: step 4 (timestep 800) gave a\
                 number that is not finite for sample 21; the checkpoint may be damaged, or half\
                 precision may overflow (use_fp16)
                """));
    assertThat(
            OutputListing.of(output)
                .without("run.textproto")
                .without("journal/run.textproto")
                .entries())
        .isEqualTo(before.without("run.textproto").without("journal/run.textproto").entries());

    Files.copy(
        SmallStack.MODELS.resolve("base.pt"), checkpoint, StandardCopyOption.REPLACE_EXISTING);
    Outcome repaired = InProcess.generate(configuration, output);

    assertThat(repaired.status()).isEqualTo(2);
    assertThat(repaired.errors())
        .matches(
            """
            1 problem in %s, which holds another run:
              generation.base.model_path: the output was made with a file of SHA-256 [0-9a-f]{64};\
             asked for a file of SHA-256 [0-9a-f]{64}
            """
                .formatted(output));
  }
}
