package io.upstack.runners;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.TorchEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExportTest {
  private static final Pattern METHOD =
      Pattern.compile("  def (\\w+)\\(self: [^,]+((?:,\\s+\\w+: Tensor)*)\\) -> (.+):");
  private static final Pattern PRINTED = Pattern.compile("  (\\w+)\\((.*)\\) -> (.+)");

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "base, ddim25, true",
    "base, 25, false",
    "classifier, ddim25, true",
    "upsampler, ddim25, true",
    "upsampler, 25, false"
  })
  void printsTheMethodsThatTheFileHas(String stage, String respacing, boolean ddim)
      throws IOException {
    Path file = directory.resolve("program.pt");

    CommandLineRun exported =
        export(
            stage,
            file,
            "--set=generation.base.diffusion.timestep_respacing=" + respacing,
            "--set=generation.base.sampling.use_ddim=" + ddim,
            "--set=generation.upsampler.diffusion.timestep_respacing=" + respacing,
            "--set=generation.upsampler.sampling.use_ddim=" + ddim);

    assertThat(exported.errors()).isEmpty();
    assertThat(exported.output().get(0)).isEqualTo(file + ":");
    assertThat(exported.output().stream().skip(1).map(ExportTest::printed))
        .isEqualTo(methods(file));
    assertThat(directory).isDirectoryContaining(file::equals);
    assertThat(directory.toFile().list()).hasSize(1);
  }

  @Test
  void saysShapesAndTypes() {
    assertThat(export("classifier", directory.resolve("c.pt")).output())
        .contains(
            "  gradient(x float32 [N, 3, 16, 16], timesteps float32 [N], y int64 [N])"
                + " -> logits float32 [N, 10], gradient float32 [N, 3, 16, 16]");
  }

  @Test
  void aClassifierAloneGivesWhatItGivesWithinAStage() {
    Path alone = directory.resolve("classifier.pt");
    Path stage = directory.resolve("base.pt");
    export("classifier", alone);
    export("base", stage);

    float[] logits = classified(alone);
    assertThat(logits).hasSize(20).isEqualTo(classified(stage));
  }

  @Test
  void overwritesNothingAndTellsAllProblemsAtOnce() throws IOException {
    Path file = Files.writeString(directory.resolve("program.pt"), "precious");
    Path missing = directory.resolve("missing.pt").toAbsolutePath();

    CommandLineRun refused = export("base", file, "--set=generation.base.model_path=" + missing);

    assertThat(refused)
        .isEqualTo(
            refusal(
                "generation.base.model_path: %s does not exist".formatted(missing),
                "--output: '%s' exists and is not overwritten: name another file, or remove it"
                    .formatted(file)));
    assertThat(file).hasContent("precious");
  }

  @Test
  void saysWhereAFileCannotBe() {
    Path nowhere = directory.resolve("none/program.pt");
    assertThat(export("base", nowhere))
        .isEqualTo(
            refusal(
                "--output: there is no directory '%s' to write in".formatted(nowhere.getParent())));
    assertThat(export("base", directory))
        .isEqualTo(
            refusal(
                "--output: '%s' is a directory; the name of a new file was expected"
                    .formatted(directory)));
  }

  @Test
  void leavesNothingOfACheckpointThatDoesNotFit() {
    CommandLineRun refused =
        export(
            "upsampler",
            directory.resolve("program.pt"),
            "--set=generation.upsampler.model.num_channels=32");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errors()).contains("upsampler.pt");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void needsTheStageToBeConfigured() throws IOException {
    Path file = directory.resolve("unguided.textproto");
    Path base = Path.of("../configs/fashion32/base.pt").toAbsolutePath().normalize();
    Files.writeString(
        file,
        """
        generation { base { model_path: "%s" model { image_size: 16 channel_mult: [1, 1, 1] } } }
        """
            .formatted(base));

    CommandLineRun refused =
        CommandLineRun.of("export", file, "--stage=classifier", "--output=" + directory + "/c.pt");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errors())
        .contains(
            "generation.base.classifier: is missing; the stage to export is the classifier,"
                + " expected base or upsampler");
  }

  @Test
  void refusesWeightsThatAreNone() throws IOException {
    Path weights = Files.writeString(directory.resolve("weights.pb"), "\n\0");
    Path file = directory.resolve("inception.pt");

    CommandLineRun refused =
        CommandLineRun.of("export", "--extractor=" + weights, "--output=" + file);

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errors())
        .isEqualTo(
            "1 problem in the command line:\n  --extractor: %s: nodes: there is none of the network's,"
                    .formatted(weights)
                + " expected all\n");
    assertThat(file).doesNotExist();
  }

  private static CommandLineRun export(String stage, Path file, Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("export", FashionStack.CONFIGURATION, "--stage=" + stage, "--output=" + file));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray());
  }

  private static CommandLineRun refusal(String... problems) {
    String noun = problems.length == 1 ? "problem" : "problems";
    return new CommandLineRun(
        2,
        List.of(),
        "%d %s in %s:\n  %s\n"
            .formatted(
                problems.length, noun, FashionStack.CONFIGURATION, String.join("\n  ", problems)));
  }

  private static float[] classified(Path file) {
    try (Program program = Program.load(file, TorchEngine.device("cpu"));
        NDManager manager = program.newManager()) {
      NDArray x = manager.ones(new Shape(2, 3, 16, 16), DataType.FLOAT32);
      NDArray timesteps = manager.create(new float[] {10, 500});
      return program.run("classifier", new NDList(x, timesteps)).get(0).toFloatArray();
    }
  }

  /** The name of a method, the names of its parameters, and the number of its results. */
  private record Method(String name, List<String> parameters, int results) {}

  private static List<Method> methods(Path file) throws IOException {
    try (ZipFile archive = new ZipFile(file.toFile())) {
      String code =
          archive.stream()
              .filter(entry -> entry.getName().endsWith("/code/__torch__.py"))
              .findFirst()
              .map(
                  entry -> {
                    try {
                      return new String(
                          archive.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  })
              .orElseThrow();
      return METHOD
          .matcher(code)
          .results()
          .map(
              found ->
                  new Method(
                      found.group(1),
                      Pattern.compile("\\w+(?=: Tensor)")
                          .matcher(found.group(2))
                          .results()
                          .map(MatchResult::group)
                          .toList(),
                      (int) Pattern.compile("Tensor").matcher(found.group(3)).results().count()))
          .toList();
    }
  }

  private static Method printed(String line) {
    Matcher matcher = PRINTED.matcher(line);
    assertThat(matcher.matches()).as(line).isTrue();
    return new Method(matcher.group(1), names(matcher.group(2)), names(matcher.group(3)).size());
  }

  private static List<String> names(String tensors) {
    return Pattern.compile("(\\w+) (?:float32|int64|uint8) \\[[^]]+]")
        .matcher(tensors)
        .results()
        .map(found -> found.group(1))
        .toList();
  }
}
