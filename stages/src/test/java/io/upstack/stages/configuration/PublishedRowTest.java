package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Published numbers belong to what they were measured on. */
final class PublishedRowTest {
  private static final Path PRESET =
      Path.of("../configs/imagenet256-adm-g.textproto").toAbsolutePath();

  @TempDir private Path directory;

  @Test
  void aPresetIsWhatWasPublished() {
    assertThat(load(PRESET).getPublished().getChangedList()).isEmpty();
    assertThat(load(PRESET).getPublished().getFid()).isEqualTo(4.59);
  }

  @Test
  void pathsSeedsAndSamplesAreOfNoConsequence() {
    assertThat(
            load(
                    PRESET,
                    "generation.seed=3",
                    "generation.num_samples=100",
                    "generation.base.model_path=x.pt",
                    "generation.base.model.use_fp16=false",
                    "generation.base.sampling.eta=0")
                .getPublished()
                .getChangedList())
        .isEmpty();
  }

  @Test
  void changesOfTheStackAreNamed() throws IOException {
    Path file = directory.resolve("mine.textproto");
    Files.writeString(
        file,
        """
        include: "%s"
        generation { base { sampling { use_ddim: true } } }
        """
            .formatted(PRESET));

    assertThat(
            load(file, "generation.base.classifier.classifier_scale=2")
                .getPublished()
                .getChangedList())
        .containsExactly(
            "generation.base.sampling.use_ddim", "generation.base.classifier.classifier_scale");
    assertThat(
            load(PRESET, "generation.upsampler={model_path: 'u.pt'}")
                .getPublished()
                .getChangedList())
        .containsExactly("generation.upsampler");
  }

  @Test
  void aFileMayHaveNumbersOfItsOwn() throws IOException {
    Path file = directory.resolve("mine.textproto");
    Files.writeString(
        file,
        """
        include: "%s"
        generation { base { sampling { use_ddim: true } } }
        published { fid: 5.44 }
        """
            .formatted(PRESET));

    assertThat(load(file).getPublished().getChangedList()).isEmpty();
    assertThat(load(file).getPublished().getFid()).isEqualTo(5.44);
  }

  private static RunConfiguration load(Path file, String... overrides) {
    return ConfigurationFile.load(file, List.of(overrides));
  }
}
