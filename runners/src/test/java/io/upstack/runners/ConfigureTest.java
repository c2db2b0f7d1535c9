package io.upstack.runners;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.RunConfiguration;
import io.upstack.runners.commands.UpstackCommand;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.configuration.ConfigurationValidator;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.inspection.ModelFiles;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code upstack configure}, on the checkpoints that come with Upstack. */
final class ConfigureTest {
  private static final String HOME = "upstack.home";
  private static final String FASHION = "../configs/fashion32/";
  private static final String MODEL_FLAGS =
      "--image_size 16 --num_channels 64 --num_res_blocks 1 --channel_mult 1,1,1"
          + " --attention_resolutions 8,4 --num_head_channels 32 --class_cond True --num_classes 10"
          + " --learn_sigma True --resblock_updown True --use_new_attention_order True"
          + " --noise_schedule cosine --timestep_respacing ddim25 --use_ddim True";

  @TempDir private Path directory;

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  @BeforeEach
  void setHome() {
    // Without presets, only shapes and flags supply what is proposed.
    System.setProperty(HOME, directory.toString());
  }

  @AfterEach
  void clearHome() {
    System.clearProperty(HOME);
  }

  @Test
  void proposesAWholeConfigurationOfCheckpointsAlone() throws IOException {
    Path file = directory.resolve("proposed.textproto");

    int status =
        execute(
            "configure",
            "--model=" + FASHION + "base.pt",
            "--classifier=" + FASHION + "classifier.pt",
            "--upsampler=" + FASHION + "upsampler.pt",
            "--extractor=" + FASHION + "features.pt",
            "--reference=" + FASHION + "reference.npz",
            "--output=" + file);

    assertThat(status).as(errors.toString()).isZero();
    assertThat(output.toString())
        .contains("wrote " + file)
        .contains("check: generation.base.model.num_heads\n")
        .contains("check: generation.base.diffusion.noise_schedule\n")
        .contains("check: generation.base.model.use_new_attention_order\n")
        .doesNotContain("check: generation.base.model.image_size");
    String text = Files.readString(file);
    assertThat(text)
        .contains(
            """
                  # Check: not in the shapes; guided-diffusion's default.
                  noise_schedule: "linear"
            """)
        .contains("# Check: not in the shapes; a guess.\n      large_size: ");
    RunConfiguration configuration = loaded(file);
    assertThat(configuration.getGeneration().getBase().getModel().getImageSize()).isEqualTo(16);
    assertThat(configuration.getGeneration().getUpsampler().getModel().getSmallSize())
        .isEqualTo(16);
  }

  @Test
  void takesFromAPresetWithTheSameTensorsWhatShapesDoNotTell() throws IOException {
    System.setProperty(HOME, "..");
    Path file = directory.resolve("proposed.textproto");

    assertThat(execute("configure", "--model=" + FASHION + "base.pt", "--output=" + file)).isZero();

    RunConfiguration configuration = loaded(file);
    assertThat(configuration.getGeneration().getBase().getDiffusion().getNoiseSchedule())
        .isEqualTo("cosine");
    assertThat(configuration.getGeneration().getBase().getModel().getNumHeadChannels())
        .isEqualTo(32);
    assertThat(Files.readString(file))
        .contains(
            "# Check: not in the shapes; as in the preset fashion32, which has the same tensors.");
  }

  @Test
  void fillsInWhatFlagsLeaveOutAndMarksNothing() throws IOException {
    assertThat(
            execute(
                "configure",
                "--flags=" + MODEL_FLAGS + " --batch_size 8 --data_dir x",
                "--model=" + FASHION + "base.pt",
                "--classifier=" + FASHION + "classifier.pt"))
        .as(errors.toString())
        .isZero();

    assertThat(output.toString())
        .contains("classifier_width: 32\n")
        .contains("channel_mult: [1, 2]\n")
        .contains("batch_size: 8\n")
        .contains("#   --flags: --data_dir x: it is a flag of training\n")
        .doesNotContain(
            "Check: not in the shapes; guided-diffusion's default.\n      noise_schedule");
    Path file = directory.resolve("printed.textproto");
    Files.writeString(file, output.toString());
    assertThat(ConfigurationFile.load(file, List.of()).getGeneration().getBase().getModelPath())
        .isEqualTo(FASHION + "base.pt");
  }

  @Test
  void readsAScript() throws IOException {
    Path script = directory.resolve("sample.sh");
    Files.writeString(
        script,
        """
        MODEL_FLAGS="%s"
        python classifier_sample.py $MODEL_FLAGS --model_path %sbase.pt \\
          --classifier_path %sclassifier.pt --classifier_scale 3.0
        """
            .formatted(MODEL_FLAGS, FASHION, FASHION));

    assertThat(execute("configure", "--script=" + script)).as(errors.toString()).isZero();

    assertThat(output.toString())
        .contains("classifier_scale: 3.0\n")
        .contains("classifier_width: 32\n")
        .contains("use_ddim: true\n")
        .contains("uniform {}\n");
  }

  @Test
  void reportsAllContradictionsAtOnce() {
    int status =
        execute(
            "configure",
            "--flags=" + MODEL_FLAGS.replace("channels 64", "channels 96") + " --image_size 32",
            "--model=" + FASHION + "base.pt",
            "--classifier=" + FASHION + "base.pt",
            "--upsampler=" + directory + "/missing.pt");

    assertThat(status).isEqualTo(2);
    assertThat(errors.toString())
        .contains("problems in what the configuration is made of:\n")
        .contains("--flags: --image_size: is given as '16' and as '32'; keep one\n")
        .contains(
            "--classifier: ../configs/fashion32/base.pt holds a base model, expected a classifier;"
                + " the option for it is --model\n")
        .contains("--upsampler: " + directory + "/missing.pt does not exist\n")
        .contains("num_channels: 64 would fit, not 96 (time_embed.0.weight is [256, 64])\n");
    assertThat(output.toString()).isEmpty();
  }

  @Test
  void keepsAFileThatExists() throws IOException {
    Path file = directory.resolve("mine.textproto");
    Files.writeString(file, "mine");

    assertThat(execute("configure", "--flags=" + MODEL_FLAGS, "--output=" + file)).isEqualTo(2);

    assertThat(errors.toString())
        .contains("--output: " + file + " already exists; name a file that does not\n");
    assertThat(Files.readString(file)).isEqualTo("mine");
  }

  @Test
  void asksForSomethingToReadFrom() {
    assertThat(execute("configure")).isEqualTo(2);

    assertThat(errors.toString())
        .startsWith("upstack: expected --flags, --script, --model, --classifier or --upsampler\n");
  }

  /** Returns a configuration that a run would accept. */
  private static RunConfiguration loaded(Path file) {
    RunConfiguration configuration = ConfigurationFile.load(file, List.of());
    ResolvedConfiguration resolved = ResolvedConfiguration.of(configuration, file);
    Purpose purpose = configuration.hasEvaluation() ? Purpose.RUN : Purpose.GENERATE;
    Problems problems = new Problems();
    ConfigurationValidator.validate(resolved, purpose, problems);
    problems.addAll(ModelFiles.check(resolved, purpose));
    assertThat(problems.list()).isEmpty();
    return configuration;
  }

  private int execute(String... arguments) {
    return UpstackCommand.commandLine(
            Commands.all(), new PrintWriter(output, true), new PrintWriter(errors, true))
        .execute(arguments);
  }
}
