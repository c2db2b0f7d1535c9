package io.upstack.stages.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.RunConfiguration;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.checkpoints.ShapedCheckpoint;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.configuration.Presets;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.models.PublishedCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The presets whose networks are nearest to checkpoints. */
final class PresetNetworksTest {
  private static final Path CONFIGS = Path.of("..", "configs").toAbsolutePath().normalize();
  private static final PresetNetworks KNOWN = PresetNetworks.of(new Presets(CONFIGS));

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "BASE_MODEL, 128x128_diffusion.pt, imagenet128-adm",
    "BASE_MODEL, 256x256_diffusion.pt, imagenet256-adm",
    "BASE_MODEL, 512x512_diffusion.pt, imagenet512-adm",
    "CLASSIFIER, 64x64_classifier.pt, imagenet256-adm-gu",
    "UPSAMPLER, 64_256_upsampler.pt, imagenet256-adm-gu",
    "UPSAMPLER, 128_512_upsampler.pt, imagenet512-adm-gu"
  })
  void aPublishedCheckpointFitsItsPresets(NetworkKind kind, String checkpoint, String preset) {
    PresetNetworks.Nearest nearest =
        KNOWN.nearest(kind, PublishedCheckpoint.named(checkpoint).shapes()).orElseThrow();

    assertThat(nearest.isExact()).isTrue();
    assertThat(nearest.entries())
        .extracting(PresetNetworks.Entry::checkpoint)
        .containsOnly(checkpoint);
    assertThat(nearest.entries()).extracting(PresetNetworks.Entry::preset).contains(preset);
  }

  @Test
  void networksWithTheSameTensorsAreAllNamed() {
    assertThat(
            KNOWN
                .nearest(NetworkKind.BASE_MODEL, PublishedCheckpoint.named("lsun_cat.pt").shapes())
                .orElseThrow()
                .named())
        .isEqualTo(
            "imagenet256-uncond-g, lsun-bedroom, lsun-cat, lsun-horse and 1 more"
                + " (256x256_diffusion_uncond.pt, lsun_bedroom.pt, lsun_cat.pt, lsun_horse.pt)");
  }

  @Test
  void aSummaryNamesTheNearest() throws IOException {
    Map<String, List<Long>> shapes =
        new LinkedHashMap<>(
            Network.of(fashion().getGeneration().getBase().getModel()).parameters());
    shapes.remove("out.0.bias");
    Path file = ShapedCheckpoint.write(directory.resolve("near.pt"), shapes);

    assertThat(CheckpointSummary.of(CheckpointFile.of(file), KNOWN))
        .contains("Preset:     the nearest is fashion32 (base.pt); 1 of its tensors differs\n");
    assertThat(CheckpointSummary.of(CheckpointFile.of(file), PresetNetworks.none()))
        .doesNotContain("Preset:");
  }

  @Test
  void aCheckpointThatDoesNotFitNamesThePresetThatItWouldFit() {
    ResolvedConfiguration resolved =
        new ResolvedConfiguration(
            ConfigurationFile.load(
                CONFIGS.resolve("fashion32.textproto"),
                List.of("generation.base.model.num_channels=128")),
            CONFIGS);

    assertThat(ModelFiles.check(resolved, Purpose.GENERATE, () -> KNOWN).list())
        .contains(
            "generation.base.model_path (%s): would fit as it is in the preset fashion32 (base.pt)"
                .formatted(CONFIGS.resolve("fashion32/base.pt")));
    assertThat(
            ModelFiles.check(
                    new ResolvedConfiguration(fashion(), CONFIGS),
                    Purpose.GENERATE,
                    () -> {
                      throw new IllegalStateException("presets are read only when they are needed");
                    })
                .list())
        .isEmpty();
  }

  private static RunConfiguration fashion() {
    return ConfigurationFile.load(CONFIGS.resolve("fashion32.textproto"), List.of());
  }
}
