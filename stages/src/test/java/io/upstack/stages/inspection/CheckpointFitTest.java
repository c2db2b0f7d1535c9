package io.upstack.stages.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.checkpoints.ShapedCheckpoint;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.models.PublishedCheckpoint;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published checkpoints, whole and damaged. */
final class CheckpointFitTest {
  private static final PublishedCheckpoint SMALL = PublishedCheckpoint.named("64x64_diffusion.pt");
  private static final Network SMALL_NETWORK = Network.of(SMALL.model());

  @TempDir private Path directory;

  @Test
  void aPublishedCheckpointFitsItsFlags() throws IOException {
    assertThat(problems(SMALL.shapes(), SMALL_NETWORK)).isEmpty();
  }

  @Test
  void whatIsMissingAndWhatIsExtraIsListedWithItsShape() throws IOException {
    Map<String, List<Long>> shapes = new LinkedHashMap<>(SMALL.shapes());
    shapes.remove("out.2.bias");
    shapes.remove("middle_block.1.norm.weight");
    shapes.put("step", List.of());
    shapes.put("time_embed.0.bias", List.of(767L));
    assertThat(problems(shapes, SMALL_NETWORK))
        .containsExactly(
            "model: lacks 2 tensors asked for by the flags: middle_block.1.norm.weight [768];"
                + " out.2.bias [6]",
            "model: holds 1 tensor not asked for by the flags: step []",
            "model: has 1 tensor of another shape: time_embed.0.bias is [767], expected [768]");
  }

  @Test
  void aDamagedCheckpointIsComparedWithTheFlagsThatFitBetter() throws IOException {
    Map<String, List<Long>> shapes = new LinkedHashMap<>(SMALL.shapes());
    shapes.remove("out.2.bias");
    Network wide = Network.of(SMALL.model().toBuilder().setNumClasses(10).build());
    assertThat(problems(shapes, wide))
        .containsExactly(
            "model: num_classes: 1000 would fit better, not 10 (label_emb.weight is [1000, 768])",
            "model: lacks 1 tensor asked for by the flags: out.2.bias [6]",
            "model: has 1 tensor of another shape: label_emb.weight is [1000, 768], expected [10,"
                + " 768]");
  }

  @Test
  void anUnconditionalCheckpointSaysSo() throws IOException {
    PublishedCheckpoint unconditional = PublishedCheckpoint.named("256x256_diffusion_uncond.pt");
    Network conditional = Network.of(unconditional.model().toBuilder().setClassCond(true).build());
    assertThat(problems(unconditional.shapes(), conditional))
        .containsExactly(
            "model: class_cond: false would fit, not true (there is no label_emb.weight)",
            "model: lacks 1 tensor asked for by the flags: label_emb.weight [1000, 1024]");
  }

  @Test
  void whatIsNoNetworkIsListedOnly() throws IOException {
    List<String> problems = problems(Map.of("fc.weight", List.of(10L, 4L)), SMALL_NETWORK);
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0))
        .startsWith(
            "model: lacks 541 tensors asked for by the flags: time_embed.0.weight [768, 192];")
        .endsWith("; and 531 more");
    assertThat(problems.get(1))
        .isEqualTo("model: holds 1 tensor not asked for by the flags: fc.weight [10, 4]");
  }

  @Test
  void attentionThatIsNowhereIsCalledNone() throws IOException {
    Network attending =
        Network.of(SMALL.model().toBuilder().clearChannelMult().addChannelMult(1).build());
    Network never = attending.withFlagsAt(128);
    Network everywhere =
        Network.of(
            SMALL.model().toBuilder()
                .addChannelMult(1)
                .clearAttentionResolutions()
                .addAttentionResolutions(64)
                .build());
    assertThat(problems(never.parameters(), everywhere).get(0))
        .isEqualTo(
            "model: attention_resolutions: none would fit, not [64] (no input block attends)");
  }

  @Test
  void wholeNumbersAreNoWeights() throws IOException {
    Map<String, List<Long>> shapes = Map.of("out.2.bias", List.of(6L));
    Problems problems = new Problems();
    Path file = ShapedCheckpoint.writeWhole(directory.resolve("whole.pt"), shapes);
    try (StateDict checkpoint = StateDict.open(file)) {
      CheckpointFit.check(checkpoint, SMALL_NETWORK, "model", problems);
    }
    assertThat(problems.list())
        .contains(
            "model: holds tensors that are not of a floating point type: out.2.bias is of INT64");
  }

  private List<String> problems(Map<String, List<Long>> shapes, Network expected)
      throws IOException {
    Problems problems = new Problems();
    Path file = ShapedCheckpoint.write(directory.resolve("model.pt"), shapes);
    try (StateDict checkpoint = StateDict.open(file)) {
      CheckpointFit.check(checkpoint, expected, "model", problems);
    }
    return problems.list();
  }
}
