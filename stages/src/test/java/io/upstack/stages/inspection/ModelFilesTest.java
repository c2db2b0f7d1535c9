package io.upstack.stages.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.checkpoints.ShapedCheckpoint;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.configuration.ConfigurationValidator;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checkpoints of the shipped stack, under its flags and under wrong ones. */
final class ModelFilesTest {
  private static final Path CONFIGS = Path.of("..", "configs").toAbsolutePath().normalize();
  private static final String BASE = "generation.base.";
  private static final String MODEL = BASE + "model.";
  private static final String CLASSIFIER = BASE + "classifier.";
  private static final String UPSAMPLER = "generation.upsampler.";

  @TempDir private Path directory;

  @Test
  void theShippedCheckpointsFitTheirFlags() {
    assertThat(problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          num_channels=128           | num_channels: 64 would fit, not 128 (time_embed.0.weight is [256, 64])
          num_res_blocks=2           | num_res_blocks: 1 would fit, not 2 (there are 6 input blocks for 3 levels)
          channel_mult=1,2,2         | channel_mult: [1, 1, 1] would fit, not [1, 2, 2] (its levels have 64, 64, 64 channels)
          attention_resolutions=8    | attention_resolutions: [8, 4] would fit, not [8] (what attends begins at input_blocks.3.1, input_blocks.5.1)
          attention_resolutions=16,8 | attention_resolutions: [8, 4] would fit, not [16, 8] (what attends begins at input_blocks.3.1, input_blocks.5.1)
          num_classes=11             | num_classes: 10 would fit, not 11 (label_emb.weight is [10, 256])
          learn_sigma=false          | learn_sigma: true would fit, not false (out.2.weight is [6, 64, 3, 3])
          use_scale_shift_norm=false | use_scale_shift_norm: true would fit, not false (input_blocks.1.0.emb_layers.1.weight is [128, 256])
          resblock_updown=false      | resblock_updown: true would fit, not false (input_blocks.2.0.in_layers.2.weight is [64, 64, 3, 3])
          """)
  void theFlagOfTheBaseModelThatWouldFitIsNamed(String flag, String suggestion) {
    String where = BASE + "model_path (" + CONFIGS.resolve("fashion32/base.pt") + "): ";
    // The classifier takes its classes from the base model; it has its own here.
    assertThat(suggestions(MODEL + flag, CLASSIFIER + "num_classes=10"))
        .containsExactly(where + suggestion);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          classifier_width=64                   | classifier_width: 32 would fit, not 64 (time_embed.0.weight is [128, 32])
          classifier_depth=1                    | classifier_depth: 2 would fit, not 1 (there are 6 input blocks for 2 levels)
          channel_mult=1,1                      | channel_mult: [1, 2] would fit, not [1, 1] (its levels have 32, 64 channels)
          classifier_attention_resolutions=16   | classifier_attention_resolutions: [8] would fit, not [16] (what attends begins at input_blocks.4.1)
          num_classes=5                         | num_classes: 10 would fit, not 5 (out.2.c_proj.weight is [10, 64, 1])
          classifier_use_scale_shift_norm=false | classifier_use_scale_shift_norm: true would fit, not false (input_blocks.1.0.emb_layers.1.weight is [64, 128])
          classifier_resblock_updown=false      | classifier_resblock_updown: true would fit, not false (input_blocks.3.0.in_layers.2.weight is [32, 32, 3, 3])
          classifier_pool=adaptive              | classifier_pool: "attention" would fit, not "adaptive" (out.2.positional_embedding is [64, 65])
          classifier_pool=spatial               | classifier_pool: "attention" would fit, not "spatial" (out.2.positional_embedding is [64, 65])
          classifier_pool=spatial_v2            | classifier_pool: "attention" would fit, not "spatial_v2" (out.2.positional_embedding is [64, 65])
          """)
  void theFlagOfTheClassifierThatWouldFitIsNamed(String flag, String suggestion) {
    String where =
        CLASSIFIER + "classifier_path (" + CONFIGS.resolve("fashion32/classifier.pt") + "): ";
    assertThat(suggestions(CLASSIFIER + flag)).containsExactly(where + suggestion);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          num_channels=32         | num_channels: 64 would fit, not 32 (time_embed.0.weight is [256, 64])
          attention_resolutions=8,16 | attention_resolutions: [8] would fit, not [16, 8] (what attends begins at input_blocks.5.1)
          class_cond=false        | class_cond: true would fit, not false (label_emb.weight is [10, 256])
          learn_sigma=false       | learn_sigma: true would fit, not false (out.2.weight is [6, 64, 3, 3])
          """)
  void theFlagOfTheUpsamplerThatWouldFitIsNamed(String flag, String suggestion) {
    String where = UPSAMPLER + "model_path (" + CONFIGS.resolve("fashion32/upsampler.pt") + "): ";
    assertThat(suggestions(UPSAMPLER + "model." + flag)).contains(where + suggestion);
  }

  @Test
  void theTensorsAreListedBehindTheFlags() {
    String where = BASE + "model_path (" + CONFIGS.resolve("fashion32/base.pt") + "): ";
    assertThat(problems(MODEL + "channel_mult=1,2,2"))
        .containsExactly(
            where
                + "channel_mult: [1, 1, 1] would fit, not [1, 2, 2] (its levels have 64, 64, 64"
                + " channels)",
            where
                + "lacks 2 tensors asked for by the flags: input_blocks.3.0.skip_connection.weight"
                + " [128, 64, 1, 1]; input_blocks.3.0.skip_connection.bias [128]",
            where
                + "has 162 tensors of another shape: input_blocks.3.0.in_layers.2.weight is [64,"
                + " 64, 3, 3], expected [128, 64, 3, 3]; input_blocks.3.0.in_layers.2.bias is [64],"
                + " expected [128]; input_blocks.3.0.emb_layers.1.weight is [128, 256], expected"
                + " [256, 256]; input_blocks.3.0.emb_layers.1.bias is [128], expected [256];"
                + " input_blocks.3.0.out_layers.0.weight is [64], expected [128];"
                + " input_blocks.3.0.out_layers.0.bias is [64], expected [128];"
                + " input_blocks.3.0.out_layers.3.weight is [64, 64, 3, 3], expected [128, 128, 3,"
                + " 3]; input_blocks.3.0.out_layers.3.bias is [64], expected [128];"
                + " input_blocks.3.1.norm.weight is [64], expected [128];"
                + " input_blocks.3.1.norm.bias is [64], expected [128]; and 152 more");
  }

  @Test
  void anUnconditionalModelIsTold() {
    String where = BASE + "model_path (" + CONFIGS.resolve("fashion32/base.pt") + "): ";
    assertThat(problems(MODEL + "class_cond=false"))
        .containsExactly(
            where + "class_cond: true would fit, not false (label_emb.weight is [10, 256])",
            where + "num_classes: 10 would fit (label_emb.weight is [10, 256])",
            where + "holds 1 tensor not asked for by the flags: label_emb.weight [10, 256]");
  }

  @Test
  void theSizeOfAnAttentionPoolIsTold() {
    assertThat(suggestions(CLASSIFIER + "image_size=32"))
        .containsExactly(
            CLASSIFIER
                + "classifier_path ("
                + CONFIGS.resolve("fashion32/classifier.pt")
                + "): image_size: 16 would fit, not 32 (out.2.positional_embedding is [64, 65])");
  }

  @Test
  void severalWrongFlagsAreNamedTogether() {
    assertThat(
            suggestions(
                MODEL + "num_channels=96", MODEL + "channel_mult=1,2", MODEL + "learn_sigma=false"))
        .map(suggestion -> suggestion.replaceFirst(".*\\): ", ""))
        .containsExactly(
            "num_channels: 64 would fit, not 96 (time_embed.0.weight is [256, 64])",
            "channel_mult: [1, 1, 1] would fit, not [1, 2] (its levels have 64, 64, 64 channels)",
            "attention_resolutions: [8, 4] would fit, not [8] (what attends begins at"
                + " input_blocks.3.1, input_blocks.5.1)",
            "learn_sigma: true would fit, not false (out.2.weight is [6, 64, 3, 3])");
  }

  @Test
  void aCheckpointOfAnotherKindIsSentToItsPlace() {
    assertThat(
            problems(
                BASE + "model_path=fashion32/upsampler.pt",
                CLASSIFIER + "classifier_path=fashion32/base.pt",
                UPSAMPLER + "model_path=fashion32/classifier.pt"))
        .containsExactly(
            BASE
                + "model_path ("
                + CONFIGS.resolve("fashion32/upsampler.pt")
                + "): holds a super-resolution model (input_blocks.0.0.weight is [64, 6, 3, 3]),"
                + " expected a base model; the place for it is generation.upsampler.model_path",
            CLASSIFIER
                + "classifier_path ("
                + CONFIGS.resolve("fashion32/base.pt")
                + "): holds a base model (input_blocks.0.0.weight is [64, 3, 3, 3]), expected a"
                + " classifier; the place for it is generation.base.model_path",
            UPSAMPLER
                + "model_path ("
                + CONFIGS.resolve("fashion32/classifier.pt")
                + "): holds a classifier (there are no output_blocks), expected a"
                + " super-resolution model; the place for it is"
                + " generation.base.classifier.classifier_path");
  }

  @Test
  void filesThatAreNoStateDictsAreReportedTogether() throws IOException {
    Path truncated = directory.resolve("truncated.pt");
    byte[] whole = Files.readAllBytes(CONFIGS.resolve("fashion32/classifier.pt"));
    Files.write(truncated, Arrays.copyOf(whole, whole.length / 2));
    Path text = Files.writeString(directory.resolve("text.pt"), "no checkpoint");
    List<String> problems =
        problems(
            BASE + "model_path=fashion32/features.pt",
            CLASSIFIER + "classifier_path=" + truncated,
            UPSAMPLER + "model_path=" + text);
    assertThat(problems).hasSize(3);
    assertThat(problems.get(0))
        .startsWith(
            BASE
                + "model_path: "
                + CONFIGS.resolve("fashion32/features.pt")
                + " is a TorchScript program, expected a state dict saved by torch.save");
    assertThat(problems.get(1))
        .isEqualTo(
            CLASSIFIER
                + "classifier_path: "
                + truncated
                + " is a zip archive that is cut short or damaged, of "
                + whole.length / 2
                + " bytes, expected a state dict saved by torch.save or as safetensors: the"
                + " download or copy did not end well, get the file again");
    assertThat(problems.get(2))
        .isEqualTo(
            UPSAMPLER
                + "model_path: "
                + text
                + " is a text file that begins with 'no checkpoint', expected a state dict saved by"
                + " torch.save or as safetensors");
  }

  @Test
  void trainingStatesAndWrappedNamesAreReadAsTheyAre() throws IOException {
    Map<String, List<Long>> base = shapes("fashion32/base.pt", "");
    Map<String, List<Long>> wrapped = shapes("fashion32/base.pt", "module._orig_mod.");
    Path one =
        ShapedCheckpoint.writeTrainingState(
            directory.resolve("one.pt"), Map.of("model", wrapped, "other", Map.of("a", List.of())));
    Path two =
        ShapedCheckpoint.writeTrainingState(
            directory.resolve("two.pt"), Map.of("model", base, "ema", base));
    Path ddp = ShapedCheckpoint.write(directory.resolve("a#b.pt"), wrapped);
    for (String path : List.of(one.toString(), two + "#ema", ddp.toString())) {
      assertThat(problems(BASE + "model_path=" + path)).isEmpty();
    }
    assertThat(problems(BASE + "model_path=" + two))
        .containsExactly(
            (BASE
                    + "model_path: %1$s: is a training state with 2 state dicts; published numbers"
                    + " are of the exponential moving average (EMA) of the weights: name one,"
                    + " '%1$s#ema' or '%1$s#model'")
                .formatted(two));
    assertThat(problems(BASE + "model_path=" + one + "#other"))
        .first()
        .asString()
        .startsWith(BASE + "model_path (" + one + "#other): lacks 215 tensors asked for");
  }

  @Test
  void upsamplingReadsTheUpsamplerOnly() {
    String[] swapped = {
      BASE + "model_path=fashion32/features.pt", UPSAMPLER + "model_path=fashion32/base.pt"
    };
    assertThat(ModelFiles.check(resolved(swapped), Purpose.UPSAMPLE).list())
        .singleElement()
        .asString()
        .startsWith(UPSAMPLER + "model_path ");
    assertThat(ModelFiles.check(resolved(swapped), Purpose.GENERATE).list()).hasSize(2);
  }

  @Test
  void nothingIsSaidTwice() {
    ResolvedConfiguration resolved =
        resolved(
            BASE + "model_path=fashion32/none.pt",
            CLASSIFIER + "classifier_width=0",
            UPSAMPLER + "model.num_res_blocks=1000000000");
    Problems validated = new Problems();
    ConfigurationValidator.validate(resolved, Purpose.RUN, validated);
    assertThat(validated.list()).hasSize(3);
    assertThat(ModelFiles.check(resolved, Purpose.RUN).list()).isEmpty();
  }

  private static Map<String, List<Long>> shapes(String checkpoint, String prefix)
      throws IOException {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    try (StateDict read = StateDict.open(CONFIGS.resolve(checkpoint))) {
      read.tensors().forEach((name, tensor) -> shapes.put(prefix + name, tensor.shape()));
    }
    return shapes;
  }

  private static List<String> suggestions(String... overrides) {
    return problems(overrides).stream().filter(problem -> problem.contains("would fit")).toList();
  }

  private static List<String> problems(String... overrides) {
    return ModelFiles.check(resolved(overrides), Purpose.RUN).list();
  }

  private static ResolvedConfiguration resolved(String... overrides) {
    Path file = CONFIGS.resolve("fashion32.textproto");
    return ResolvedConfiguration.of(ConfigurationFile.load(file, List.of(overrides)), file);
  }
}
