package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.RunConfiguration;
import io.upstack.stages.store.HomePaths;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class ResolvedConfigurationTest {
  @Test
  void pathsStartFromTheDirectoryOfTheFile() {
    ResolvedConfiguration resolved =
        ResolvedConfiguration.of(
            RunConfiguration.getDefaultInstance(), Path.of("/a/b/c.textproto"));

    assertThat(resolved.directory()).isEqualTo(Path.of("/a/b"));
    assertThat(resolved.locate("m/base.pt")).isEqualTo("/a/b/m/base.pt");
    assertThat(resolved.locate("../base.pt")).isEqualTo("/a/base.pt");
    assertThat(resolved.locate("/m/base.pt")).isEqualTo("/m/base.pt");
    assertThat(resolved.locate("gs://models/base.pt")).isEqualTo("gs://models/base.pt");
    assertThat(resolved.locate("~/base.pt")).isEqualTo(HomePaths.expand("~/base.pt"));
    assertThat(resolved.locate("~/base.pt")).startsWith("/").doesNotContain("~");
  }

  @Test
  void listsTheNamedFilesWithTheirFields() {
    ResolvedConfiguration resolved =
        ResolvedConfiguration.of(ShippedConfiguration.with(), Path.of("/c/run.textproto"));

    assertThat(resolved.checkpoints())
        .containsExactly(
            file("generation.base.model_path", "fashion32/base.pt"),
            file("generation.base.classifier.classifier_path", "fashion32/classifier.pt"),
            file("generation.upsampler.model_path", "fashion32/upsampler.pt"));
    assertThat(resolved.evaluationFiles())
        .containsExactly(
            file("evaluation.extractor", "fashion32/features.pt"),
            file("evaluation.reference", "fashion32/reference.npz"));
  }

  @Test
  void filesThatAreNotNamedAreNotListed() {
    ResolvedConfiguration resolved =
        ResolvedConfiguration.of(RunConfiguration.getDefaultInstance(), Path.of("run.textproto"));

    assertThat(resolved.directory()).isAbsolute();
    assertThat(resolved.checkpoints()).isEmpty();
    assertThat(resolved.evaluationFiles()).isEmpty();
  }

  private static ConfiguredFile file(String field, String written) {
    return new ConfiguredFile(field, written, Path.of("/c").resolve(written).toString());
  }
}
