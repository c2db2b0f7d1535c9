package io.upstack.stages.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PresetsTest {
  @TempDir private Path directory;

  @Test
  void aPresetIsAConfigurationOfTheFolder() throws IOException {
    Files.createDirectories(directory.resolve("parts.textproto"));
    Files.writeString(directory.resolve("imagenet64-adm.textproto"), "");
    Files.writeString(directory.resolve("README.md"), "");
    Presets presets = new Presets(directory);

    assertThat(presets.has("imagenet64-adm")).isTrue();
    assertThat(presets.file("imagenet64-adm"))
        .isEqualTo(directory.resolve("imagenet64-adm.textproto"));
    assertThat(presets.has("README")).isFalse();
    assertThat(presets.has("../" + directory.getFileName() + "/imagenet64-adm")).isFalse();
    assertThat(presets.names()).containsExactly("imagenet64-adm");
  }

  @Test
  void anUnknownNameIsAnsweredWithTheNearestOrWithAll() throws IOException {
    Files.writeString(directory.resolve("imagenet64-adm.textproto"), "");
    Files.writeString(directory.resolve("lsun-cat.textproto"), "");
    Presets presets = new Presets(directory);

    assertThat(presets.unknown("imagenet-64-adm"))
        .isEqualTo(
            "there is neither a file nor a preset of this name; did you mean 'imagenet64-adm'?");
    assertThat(presets.unknown("xyzzy"))
        .isEqualTo(
            "there is neither a file nor a preset of this name; the presets are imagenet64-adm,"
                + " lsun-cat");
  }
}
