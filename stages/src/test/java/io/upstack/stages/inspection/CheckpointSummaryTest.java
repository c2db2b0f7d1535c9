package io.upstack.stages.inspection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TextFormat;
import io.upstack.proto.BaseStage;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.Growth;
import io.upstack.stages.checkpoints.MalformedCheckpointException;
import io.upstack.stages.checkpoints.ShapedCheckpoint;
import io.upstack.stages.models.PublishedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class CheckpointSummaryTest {
  private static final Path FASHION32 = Path.of("..", "configs", "fashion32");

  @TempDir private Path directory;

  @Test
  void aClassifierIsDescribedWithItsFlags() throws IOException {
    assertThat(CheckpointSummary.of(FASHION32.resolve("classifier.pt")))
        .startsWith(
            """
            File:       ../configs/fashion32/classifier.pt
            Size:       2,095,759 bytes
            SHA-256:    488ecf6d63d1e28901946a501c78ad66ec3657a5df5c3267c87040a11ff0b97d
            Tensors:    103
            Parameters: 516,106
            Types:      FLOAT32
            Network:    classifier; these flags give precisely its tensors

            classifier {
              image_size: 16
              classifier_width: 32
              classifier_depth: 2
              channel_mult: [1, 2]
              classifier_attention_resolutions: [8]
              num_classes: 10
              classifier_use_scale_shift_norm: true
              classifier_resblock_updown: true
              classifier_pool: "attention"
            }

            Not told by the shapes: num_head_channels, classifier_scale

            time_embed.0.weight                      FLOAT32  [128, 32]
            time_embed.0.bias                        FLOAT32  [128]
            """)
        .endsWith("out.2.c_proj.bias                        FLOAT32  [10]\n");
  }

  @Test
  void aSizeThatIsNotToldIsLeftToTheReader() throws IOException {
    assertThat(CheckpointSummary.of(FASHION32.resolve("upsampler.pt")))
        .contains(
            """
            Network:    super-resolution model; these flags give precisely its tensors

            model {
              # large_size is not told by the shapes
              # attention_resolutions: [large_size / 4]
              num_channels: 64
              num_res_blocks: 1
              channel_mult: [1, 1, 1]
              class_cond: true
              num_classes: 10
              learn_sigma: true
              use_scale_shift_norm: true
              resblock_updown: true
            }

            Not told by the shapes: small_size, num_heads, num_head_channels, num_heads_upsample,\
             use_new_attention_order; all of diffusion (diffusion_steps, noise_schedule,\
             predict_xstart, rescale_timesteps)
            """);
  }

  static List<PublishedCheckpoint> published() {
    return PublishedCheckpoint.all();
  }

  @ParameterizedTest
  @MethodSource("published")
  void theFlagsOfPublishedCheckpointsCanBePasted(PublishedCheckpoint checkpoint)
      throws IOException {
    List<String> block = FlagText.block(FlagInference.infer(checkpoint.shapes()).orElseThrow());
    String text = String.join("\n", block);
    Network pasted =
        switch (checkpoint.kind()) {
          case UNET -> Network.of(TextFormat.parse(text, BaseStage.class).getModel());
          case CLASSIFIER -> Network.of(TextFormat.parse(text, BaseStage.class));
          case SUPER_RESOLUTION ->
              Network.of(
                  TextFormat.parse(text, UpsamplerStage.class).getModel().toBuilder()
                      .setLargeSize(checkpoint.superResolution().getLargeSize())
                      .addAllAttentionResolutions(
                          checkpoint.superResolution().getAttentionResolutionsList())
                      .build());
        };
    assertThat(pasted.parameters()).isEqualTo(checkpoint.shapes());
  }

  @Test
  void publishedSizesAreNamedWhereSeveralArePossible() {
    PublishedCheckpoint upsampler = PublishedCheckpoint.named("128_512_upsampler.pt");
    assertThat(FlagText.block(FlagInference.infer(upsampler.shapes()).orElseThrow()))
        .startsWith(
            "model {",
            "  # large_size is not told by the shapes; published with this channel_mult: 256 or"
                + " 512",
            "  # attention_resolutions: [large_size / 16, large_size / 32]");
    PublishedCheckpoint model = PublishedCheckpoint.named("512x512_diffusion.pt");
    assertThat(FlagText.block(FlagInference.infer(model.shapes()).orElseThrow()))
        .startsWith(
            "model {",
            "  # image_size is not told by the shapes; published with this channel_mult: 512",
            "  image_size: 512",
            "  num_channels: 256");
  }

  @Test
  void whatIsWrongWithADamagedNetworkIsSaid() throws IOException {
    Map<String, List<Long>> shapes =
        new LinkedHashMap<>(PublishedCheckpoint.named("64x64_classifier.pt").shapes());
    shapes.remove("out.0.bias");
    Path file = ShapedCheckpoint.write(directory.resolve("damaged.pt"), shapes);
    assertThat(CheckpointSummary.of(file))
        .contains(
            """
            Tensors:    306
            Parameters: 65,438,056
            Types:      FLOAT32
            Network:    classifier; these flags come closest, but 1 of its tensors differs
              it lacks 1 tensor asked for by the flags: out.0.bias [512]
            """);
  }

  @Test
  void otherStateDictsAreListed() throws IOException {
    Path file =
        ShapedCheckpoint.write(
            directory.resolve("other.pt"), Map.of("fc.weight", List.of(10L, 4L)));
    assertThat(CheckpointSummary.of(file))
        .endsWith(
            """
            Tensors:    1
            Parameters: 40
            Types:      FLOAT32
            Network:    none of guided-diffusion's

            fc.weight  FLOAT32  [10, 4]
            """);
  }

  @Test
  void aProgramIsCalledOne() throws IOException {
    assertThat(CheckpointSummary.of(FASHION32.resolve("features.pt")))
        .isEqualTo(
            """
            File:       ../configs/fashion32/features.pt
            Size:       122,807 bytes
            SHA-256:    e9cbdd69cc0bf879ecad293df31977a91e783408f0d13e249f7e6eae2021a138
            Holds:      a TorchScript program, no state dict
            Class:      Features
            Methods:    forward(x)
            """);
  }

  @Test
  void anythingElseIsRefusedByTheReader() throws IOException {
    Path text = Files.writeString(directory.resolve("text.pt"), "no checkpoint");
    assertThatThrownBy(() -> CheckpointSummary.of(text))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessage(
            "%s is a text file that begins with 'no checkpoint', expected a state dict saved by"
                + " torch.save or as safetensors",
            text);
    Path none = directory.resolve("none.pt");
    assertThatThrownBy(() -> CheckpointSummary.of(none))
        .isInstanceOf(MalformedCheckpointException.class)
        .hasMessage(
            "%s does not exist, expected a state dict saved by torch.save or as safetensors", none);
  }

  @Test
  void namesAreEscapedAndCut() throws IOException {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    shapes.put("\u001b[31mRED\u001b]0;title\u0007\n  forged line: OK", List.of(2L));
    shapes.put("rtl\u202eevil", List.of(2L));
    shapes.put("", List.of(2L));
    shapes.put("n".repeat(1_000_000), List.of(2L));
    String summary =
        CheckpointSummary.of(ShapedCheckpoint.write(directory.resolve("names.pt"), shapes));
    assertThat(summary.lines())
        .anyMatch(
            line -> line.matches("\\\\u001b\\[31mRED.*\\\\u0007\\\\n  forged line: OK +FLOAT32.*"))
        .anyMatch(line -> line.matches("rtl\\\\u202eevil +FLOAT32.*"))
        .anyMatch(line -> line.matches("n{200}\\.\\.\\.  FLOAT32  \\[2]"));
    assertThat(summary).hasSizeLessThan(2_000).doesNotContain("\u001b", "\u202e");
  }

  /** A name of a megabyte and thousands of tensors, which were padded to its length. */
  @Test
  void twiceTheTensorsTakeTwiceTheTime() throws Exception {
    Growth.assertLinear(
        4_000,
        size -> {
          Map<String, List<Long>> shapes = new LinkedHashMap<>();
          shapes.put("n".repeat(125 * size), List.of(2L));
          for (int index = 0; index < size; index++) {
            shapes.put("tensor" + index, List.of(2L));
          }
          Path file = ShapedCheckpoint.write(directory.resolve(size + ".pt"), shapes);
          return () -> CheckpointSummary.of(file);
        });
  }
}
