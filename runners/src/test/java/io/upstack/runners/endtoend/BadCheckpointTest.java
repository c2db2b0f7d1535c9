package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that hold no model, or another than the flags describe, are refused at once. */
final class BadCheckpointTest {
  private static final Path BASE = SmallStack.MODELS.resolve("base.pt");

  @TempDir private Path directory;
  private Path configuration;

  @BeforeEach
  void writeConfiguration() throws IOException {
    configuration = SmallStack.write(directory);
  }

  @Test
  void refusesOneThatIsCutShort() throws Exception {
    byte[] whole = Files.readAllBytes(BASE);
    Files.write(directory.resolve("base.pt"), Arrays.copyOf(whole, whole.length / 2));

    assertRefused(
        """
        1 problem in %2$s:
          generation.base.model_path: %1$s/base.pt is a zip archive that is cut short or damaged, of\
         4202020 bytes, expected a state dict saved by torch.save or as safetensors: the download or\
         copy did not end well, get the file again
        """,
        "generation.base.model_path=base.pt");
  }

  @Test
  void refusesOneWhosePickleNamesAForeignGlobal() throws Exception {
    PatchedCheckpoint.withForeignGlobal(BASE, directory.resolve("base.pt"));

    assertRefused(
        """
        1 problem in %2$s:
          generation.base.model_path: %1$s/base.pt: its pickle names what is not allowed in a state\
         dict: posix.system at byte 60; allowed are collections.OrderedDict,\
         torch._utils._rebuild_tensor_v2, torch._utils._rebuild_parameter, torch.BFloat16Storage,\
         torch.BoolStorage, torch.ByteStorage, torch.CharStorage, torch.DoubleStorage,\
         torch.FloatStorage, torch.HalfStorage, torch.IntStorage, torch.LongStorage,\
         torch.ShortStorage
        """,
        "generation.base.model_path=base.pt");
  }

  @Test
  void tellsWhichFlagsFitAndWhichTensorsDoNot() throws Exception {
    assertRefused(
        """
        3 problems in %2$s:
          generation.upsampler.model_path (%3$s/upsampler.pt): resblock_updown: true would fit,\
         not false (input_blocks.2.0.in_layers.2.weight is [64, 64, 3, 3])
          generation.upsampler.model_path (%3$s/upsampler.pt): lacks 8 tensors asked for by the\
         flags: input_blocks.2.0.op.weight [64, 64, 3, 3]; input_blocks.2.0.op.bias [64];\
         input_blocks.4.0.op.weight [64, 64, 3, 3]; input_blocks.4.0.op.bias [64];\
         output_blocks.1.2.conv.weight [64, 64, 3, 3]; output_blocks.1.2.conv.bias [64];\
         output_blocks.3.1.conv.weight [64, 64, 3, 3]; output_blocks.3.1.conv.bias [64]
          generation.upsampler.model_path (%3$s/upsampler.pt): holds 40 tensors not asked for by\
         the flags: input_blocks.2.0.in_layers.0.weight [64];\
         input_blocks.2.0.in_layers.0.bias [64];\
         input_blocks.2.0.in_layers.2.weight [64, 64, 3, 3];\
         input_blocks.2.0.in_layers.2.bias [64];\
         input_blocks.2.0.emb_layers.1.weight [128, 256];\
         input_blocks.2.0.emb_layers.1.bias [128];\
         input_blocks.2.0.out_layers.0.weight [64];\
         input_blocks.2.0.out_layers.0.bias [64];\
         input_blocks.2.0.out_layers.3.weight [64, 64, 3, 3];\
         input_blocks.2.0.out_layers.3.bias [64]; and 30 more
        """,
        "generation.upsampler.model.resblock_updown=false");
  }

  @Test
  void tellsTheProblemsOfAllCheckpointsAtOnce() throws Exception {
    Files.writeString(directory.resolve("base.pt"), "not a zip");

    assertRefused(
        """
        2 problems in %2$s:
          generation.base.model_path: %1$s/base.pt is a text file that begins with\
         'not a zip', expected a state dict saved by torch.save or as safetensors
          generation.upsampler.model_path (%3$s/classifier.pt): holds a classifier (there are no\
         output_blocks), expected a super-resolution model; the place for it is\
         generation.base.classifier.classifier_path
        """,
        "generation.base.model_path=base.pt",
        "generation.upsampler.model_path=" + SmallStack.MODELS.resolve("classifier.pt"));
  }

  /**
   * The message may name the directory, the configuration and the shipped models, in this order.
   */
  private void assertRefused(String message, String... overrides) throws IOException {
    Path output = directory.resolve("out");
    String[] options =
        Arrays.stream(overrides)
            .flatMap(override -> Arrays.stream(new String[] {"--set", override}))
            .toArray(String[]::new);

    assertThat(InProcess.run(configuration, output, options))
        .isEqualTo(
            new Outcome(2, "", message.formatted(directory, configuration, SmallStack.MODELS)));
    assertThat(OutputListing.of(output).entries()).isEmpty();
  }
}
