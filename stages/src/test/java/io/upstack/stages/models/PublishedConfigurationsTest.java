package io.upstack.stages.models;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Diffusion;
import io.upstack.proto.Generation;
import io.upstack.proto.Published;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.configuration.ConfigurationValidator;
import io.upstack.stages.configuration.ConfiguredFile;
import io.upstack.stages.configuration.PublishedFiles;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.models.PublishedCheckpoint.Kind;
import io.upstack.stages.problems.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks the configurations that come with Upstack, without the checkpoints that they name. */
final class PublishedConfigurationsTest {
  private static final Path CONFIGS = Path.of("..", "configs");
  private static final Path DOCUMENTATION = Path.of("..", "docs", "configuration.md");
  private static final String OWN_STACK = "fashion32.textproto";
  private static final String MODELS = "models/";
  private static final String PUBLISHED = "https://openaipublic.blob.core.windows.net/";

  private static final Map<String, PublishedCheckpoint> CHECKPOINTS =
      PublishedCheckpoint.all().stream()
          .collect(
              TreeMap::new, (map, found) -> map.put(MODELS + found.name(), found), TreeMap::putAll);

  static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(CONFIGS)) {
      return files.filter(file -> file.toString().endsWith(".textproto")).sorted().toList();
    }
  }

  static List<Path> published() throws IOException {
    return shipped().stream().filter(file -> !file.endsWith(OWN_STACK)).toList();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void aConfigurationIsRightOnceItsFilesAreThere(Path file, @TempDir Path elsewhere)
      throws IOException {
    ResolvedConfiguration configuration =
        ResolvedConfiguration.of(
            ConfigurationFile.load(file, List.of()), elsewhere.resolve(file.getFileName()));
    List<ConfiguredFile> named =
        Stream.concat(
                configuration.checkpoints().stream(), configuration.evaluationFiles().stream())
            .toList();
    assertThat(problems(configuration))
        .containsExactlyElementsOf(
            named.stream()
                .map(
                    missing ->
                        missing.field()
                            + ": "
                            + missing.location()
                            + " does not exist"
                            + PublishedFiles.address(missing.location())
                                .map("; it is published at "::concat)
                                .orElse(""))
                .toList());
    for (ConfiguredFile missing : named) {
      Path place = Path.of(missing.location());
      Files.createDirectories(place.getParent());
      Files.writeString(place, "");
    }
    assertThat(problems(configuration)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("published")
  void networksAskForExactlyThePublishedTensors(Path file) {
    Generation generation = generation(file);
    BaseStage base = generation.getBase();
    assertThat(ExpectedParameters.of(Architectures.of(base.getModel())))
        .containsExactlyInAnyOrderEntriesOf(checkpoint(base.getModelPath(), Kind.UNET).shapes());
    if (base.hasClassifier()) {
      String path = base.getClassifier().getClassifierPath();
      assertThat(ExpectedParameters.of(Architectures.of(base)))
          .containsExactlyInAnyOrderEntriesOf(checkpoint(path, Kind.CLASSIFIER).shapes());
    }
    if (generation.hasUpsampler()) {
      UpsamplerStage upsampler = generation.getUpsampler();
      assertThat(ExpectedParameters.of(Architectures.of(upsampler.getModel())))
          .containsExactlyInAnyOrderEntriesOf(
              checkpoint(upsampler.getModelPath(), Kind.SUPER_RESOLUTION).shapes());
    }
  }

  /** Compares what shapes do not show, such as heads, the order of attention and the schedule. */
  @ParameterizedTest
  @MethodSource("published")
  void flagsAreThePublishedOnes(Path file) {
    Generation generation = generation(file);
    BaseStage base = generation.getBase();
    PublishedCheckpoint model = checkpoint(base.getModelPath(), Kind.UNET);
    assertThat(flags(base.getModel())).isEqualTo(flags(model.model()));
    assertThat(flags(base.getDiffusion())).isEqualTo(flags(model.diffusion()));
    if (base.hasClassifier()) {
      Classifier classifier = base.getClassifier();
      Classifier expected =
          checkpoint(classifier.getClassifierPath(), Kind.CLASSIFIER).classifier().getClassifier();
      assertThat(expected.getImageSize()).isEqualTo(base.getModel().getImageSize());
      assertThat(flags(classifier))
          .isEqualTo(
              flags(
                  expected.toBuilder()
                      .clearImageSize()
                      .setClassifierPath(classifier.getClassifierPath())
                      .setClassifierScale(classifier.getClassifierScale())
                      .build()));
    }
    if (generation.hasUpsampler()) {
      UpsamplerStage upsampler = generation.getUpsampler();
      PublishedCheckpoint expected = checkpoint(upsampler.getModelPath(), Kind.SUPER_RESOLUTION);
      assertThat(flags(upsampler.getModel())).isEqualTo(flags(expected.superResolution()));
      assertThat(flags(upsampler.getDiffusion())).isEqualTo(flags(expected.diffusion()));
    }
  }

  @ParameterizedTest
  @MethodSource("published")
  void theHeaderSaysWhereEachFileIsPublished(Path file) throws IOException {
    List<String> addresses =
        Files.readString(file)
            .lines()
            .filter(line -> line.startsWith("#   " + PUBLISHED))
            .map(line -> line.substring("#   ".length()))
            .toList();
    assertThat(addresses)
        .containsExactlyInAnyOrderElementsOf(
            named(file).stream().map(path -> PublishedFiles.address(path).orElseThrow()).toList());
  }

  @ParameterizedTest
  @MethodSource("published")
  void theDocumentationListsTheConfigurationAndItsFiles(Path file) throws IOException {
    String name = file.getFileName().toString().replace(".textproto", "");
    List<String> row =
        Files.readAllLines(DOCUMENTATION).stream()
            .filter(line -> line.startsWith("| `" + name + "` |"))
            .toList();
    assertThat(row).hasSize(1);
    assertThat(row.get(0))
        .contains(
            named(file).stream()
                .map(path -> path.substring(MODELS.length()))
                .filter(path -> !path.equals("classify_image_graph_def.pb"))
                .map(path -> "`" + path + "`")
                .toList());
    Published published = ConfigurationFile.load(file, List.of()).getPublished();
    assertThat(row.get(0))
        .contains(
            published.hasFid()
                ? String.format(Locale.ROOT, "| %.2f |", published.getFid())
                : "| not published |");
    assertThat(published.hasSource()).isEqualTo(published.hasFid());
    assertThat(published.getChangedList()).isEmpty();
  }

  @Test
  void everyPublishedCheckpointHasAConfiguration() throws IOException {
    assertThat(published().stream().flatMap(file -> named(file).stream()))
        .containsAll(CHECKPOINTS.keySet());
  }

  private static List<String> problems(ResolvedConfiguration configuration) {
    Problems problems = new Problems();
    ConfigurationValidator.validate(configuration, Purpose.RUN, problems);
    return problems.list();
  }

  private static Generation generation(Path file) {
    return ConfigurationFile.load(file, List.of()).getGeneration();
  }

  /** Returns the paths of all files that a configuration names, as it writes them. */
  private static List<String> named(Path file) {
    RunConfiguration configuration = ConfigurationFile.load(file, List.of());
    ResolvedConfiguration resolved = ResolvedConfiguration.of(configuration, file);
    return Stream.of(resolved.checkpoints(), resolved.evaluationFiles())
        .flatMap(List::stream)
        .map(ConfiguredFile::written)
        .toList();
  }

  private static PublishedCheckpoint checkpoint(String path, Kind kind) {
    assertThat(CHECKPOINTS).containsKey(path);
    assertThat(CHECKPOINTS.get(path).kind()).isEqualTo(kind);
    return CHECKPOINTS.get(path);
  }

  private static UNet flags(UNet model) {
    return explicit(model.toBuilder().clearUseFp16()).build();
  }

  private static SuperResolution flags(SuperResolution model) {
    return explicit(model.toBuilder().clearUseFp16()).build();
  }

  private static Diffusion flags(Diffusion diffusion) {
    return explicit(diffusion.toBuilder().clearTimestepRespacing()).build();
  }

  private static Classifier flags(Classifier classifier) {
    return explicit(classifier.toBuilder()).build();
  }

  /** Sets each single field to its value, so that a default equals the same value written out. */
  private static <B extends Message.Builder> B explicit(B message) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (!field.isRepeated()) {
        message.setField(field, message.getField(field));
      }
    }
    return message;
  }
}
