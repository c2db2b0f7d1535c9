package io.upstack.runners.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalOutputFileTest {
  @TempDir private Path directory;

  @Test
  void takesAwayWhatCommandsLeftOfItThatWereKilledLongAgo() throws IOException {
    Path left = half(Duration.ofHours(25));
    Path atWork = half(Duration.ofHours(23));
    Path path = directory.resolve("samples.npz");

    OutputFile.of("the file", path.toString(), ExistingFile.KEPT)
        .write(file -> Files.writeString(file, "whole"));

    assertThat(path).hasContent("whole");
    assertThat(left).doesNotExist();
    assertThat(atWork).exists();
  }

  private Path half(Duration age) throws IOException {
    Path file = directory.resolve(".samples.npz-" + UUID.randomUUID());
    return Files.setLastModifiedTime(
        Files.writeString(file, "half"), FileTime.from(Instant.now().minus(age)));
  }
}
